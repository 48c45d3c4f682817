package dev.ringmaster.pool.loop;

import dev.ringmaster.pool.plan.RolloutView;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds out that a rollout does not get on. It runs from a template's first step to the one that
 * finds everything updated; who crashes later is no rollout's concern.
 */
final class RolloutClock {
  private RolloutReport report = RolloutReport.NONE;
  private SortedSet<Integer> updated = new TreeSet<>();
  private long since;
  private long due = Long.MAX_VALUE;
  private boolean runs;
  private boolean over;

  /** Another template is wanted. */
  void restart() {
    runs = false;
    over = false;
  }

  /** True at the moment that it is found stuck. */
  boolean look(RolloutView view, Duration deadline, long now) {
    over |= view.complete();
    boolean waits = !over && !view.pending().isEmpty();
    if (!runs || !waits || !view.updated().equals(updated)) {
      since = now;
    }
    runs = waits;
    updated = view.updated();
    long end = since + deadline.toNanos();
    due = waits && now < end ? end : Long.MAX_VALUE;
    boolean before = report.stuck();
    report = new RolloutReport(view, waits && now >= end);
    return report.stuck() && !before;
  }

  /** When it is stuck though nothing happened; {@link Long#MAX_VALUE}: not to be waited for. */
  long due() {
    return due;
  }

  RolloutReport report() {
    return report;
  }
}

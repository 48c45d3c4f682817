package dev.ringmaster.pool.loop;

import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.pool.loop.ObservedPool.Member;
import dev.ringmaster.pool.loop.PoolAction.DrainReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/**
 * Compares what is desired with what is observed: a pure function, so that the same rules hold on a
 * laptop, on Docker and in Kubernetes, and a plan carried out leaves an empty plan.
 */
public final class PoolPlanner {
  /** A replica that runs and answers nothing for so long is replaced. */
  public static final Duration HUNG_AFTER = Duration.ofSeconds(10);

  /** Replicas that may be starting at once: more would only starve each other of CPU. */
  static final int START_LIMIT = 16;

  /** A replica that starts for longer no longer holds up the others. */
  static final Duration SLOW_START = Duration.ofSeconds(20);

  /** How often a drain is looked at. */
  private static final long DRAIN_LOOK = Duration.ofMillis(20).toNanos();

  private final DrainPolicy drain;

  public PoolPlanner(DrainPolicy drain) {
    this.drain = drain;
  }

  /**
   * What to do.
   *
   * @param now nanoseconds of the clock that the observed times come from
   */
  public PoolPlan plan(SortedSet<Integer> desired, ObservedPool observed, long now) {
    Planning planning = new Planning(desired, now);
    observed.members().forEach(planning::member);
    planning.createMissing(observed);
    return new PoolPlan(planning.actions, planning.wakeUp);
  }

  private final class Planning {
    private final SortedSet<Integer> desired;
    private final long now;
    private final List<PoolAction> actions = new ArrayList<>();
    private final Set<Integer> occupied = new HashSet<>();
    private int starting;
    private long nextSlow = Long.MAX_VALUE;
    private long wakeUp = Long.MAX_VALUE;

    Planning(SortedSet<Integer> desired, long now) {
      this.desired = desired;
      this.now = now;
    }

    void member(Member member) {
      if (member.draining()) {
        draining(member);
      } else if (!desired.contains(member.replica().ordinal())) {
        begin(member, DrainReason.NOT_DESIRED);
      } else if (hung(member)) {
        begin(member, DrainReason.HUNG);
        // What it has in flight is better off broken: it can go elsewhere.
        actions.add(new PoolAction.Stop(member.replica()));
      } else {
        occupied.add(member.replica().ordinal());
        countStart(member.startingSince());
      }
    }

    private void countStart(long since) {
      long slow = since + SLOW_START.toNanos();
      if (since != ReplicaWatch.NEVER && now < slow) {
        starting++;
        nextSlow = Math.min(nextSlow, slow);
      }
    }

    private boolean hung(Member member) {
      if (member.deadSince() == ReplicaWatch.NEVER) {
        return false;
      }
      long due = member.deadSince() + HUNG_AFTER.toNanos();
      if (now < due) {
        wakeAt(due);
        return false;
      }
      return true;
    }

    private void begin(Member member, DrainReason reason) {
      actions.add(new PoolAction.Drain(member.replica(), reason));
      wakeAt(now);
    }

    private void draining(Member member) {
      if (member.replica().phase() == Replica.Phase.STOPPING) {
        return;
      }
      boolean over = now - member.drainingSince() >= drain.deadline().toNanos();
      if (over || member.inFlight() == 0) {
        actions.add(new PoolAction.Stop(member.replica()));
      } else {
        wakeAt(now + DRAIN_LOOK);
      }
    }

    void createMissing(ObservedPool observed) {
      for (int ordinal : desired) {
        long due = observed.notBefore().getOrDefault(ordinal, Long.MIN_VALUE);
        if (occupied.contains(ordinal)) {
          continue;
        }
        if (now < due) {
          wakeAt(due);
        } else if (starting < START_LIMIT) {
          starting++;
          actions.add(new PoolAction.Create(ordinal));
        } else {
          wakeAt(nextSlow);
        }
      }
    }

    private void wakeAt(long time) {
      wakeUp = Math.min(wakeUp, time);
    }
  }
}

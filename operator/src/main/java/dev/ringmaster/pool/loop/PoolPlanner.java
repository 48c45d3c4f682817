package dev.ringmaster.pool.loop;

import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.pool.loop.ObservedPool.Member;
import dev.ringmaster.pool.loop.PoolAction.DrainReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Compares what is desired with what is observed: a pure function, so that the same rules hold on a
 * laptop, on Docker and in Kubernetes, and a plan carried out leaves an empty plan.
 *
 * <p>Implementation notes. Replicas of another revision than the wanted one, and those that their
 * runtime calls unwell though they may still serve, are replaced one ordinal at a time, the highest
 * first, as a StatefulSet does it, but with a surge: the replacement starts beside the old one, and
 * takes its place when it is ready; then the old one drains. So an ordinal is never without a
 * replica. The next ordinal begins when all are settled, hence a revision that does not become
 * ready stops the replacement at its first ordinal, and what serves goes on serving.
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
  private final boolean starts;

  /**
   * A planner.
   *
   * @param starts replicas are started, at most {@link #START_LIMIT} at once and their revisions
   *     one by one; otherwise they run already, and each is taken as it comes
   */
  public PoolPlanner(DrainPolicy drain, boolean starts) {
    this.drain = drain;
    this.starts = starts;
  }

  /**
   * What to do.
   *
   * @param revisions which one is wanted, by ordinal
   * @param now nanoseconds of the clock that the observed times come from
   */
  public PoolPlan plan(
      SortedSet<Integer> desired, IntFunction<String> revisions, ObservedPool observed, long now) {
    Planning planning = new Planning(observed, now);
    desired.forEach(ordinal -> planning.places.put(ordinal, new Place(revisions.apply(ordinal))));
    observed.members().forEach(planning::member);
    planning.clear();
    planning.createMissing();
    planning.replaceOutdated();
    return new PoolPlan(planning.actions, planning.wakeUp);
  }

  private final class Planning {
    private final ObservedPool observed;
    private final long now;
    private final NavigableMap<Integer, Place> places = new TreeMap<>();
    private final List<PoolAction> actions = new ArrayList<>();
    private int starting;
    private long nextSlow = Long.MAX_VALUE;
    private long wakeUp = Long.MAX_VALUE;

    Planning(ObservedPool observed, long now) {
      this.observed = observed;
      this.now = now;
    }

    void member(Member member) {
      Place place = places.get(member.replica().ordinal());
      if (member.draining()) {
        draining(member);
      } else if (place == null) {
        begin(member, DrainReason.NOT_DESIRED);
      } else if (member.replica().phase() == Replica.Phase.LOST) {
        end(member, DrainReason.LOST);
      } else if (hung(member)) {
        end(member, DrainReason.HUNG);
      } else {
        place.members().add(member);
      }
    }

    /** Ends those whose place another one has, and counts those that start. */
    void clear() {
      for (Place place : places.values()) {
        for (Member member : place.superseded()) {
          place.members().remove(member);
          boolean fails = member.replica().phase() == Replica.Phase.FAILING;
          begin(member, fails ? DrainReason.FAILING : DrainReason.REPLACED);
        }
        place.members().forEach(this::countStart);
      }
    }

    private void countStart(Member member) {
      long slow = member.startedAt() + SLOW_START.toNanos();
      if (!member.ready() && member.startedAt() != ReplicaWatch.NEVER && now < slow) {
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

    /** What it has in flight is better off broken: it can go elsewhere. */
    private void end(Member member, DrainReason reason) {
      begin(member, reason);
      actions.add(new PoolAction.Stop(member.replica()));
    }

    private void draining(Member member) {
      if (member.replica().phase() == Replica.Phase.STOPPING) {
        if (member.drainingSince() == ObservedPool.NOT_DRAINING) {
          begin(member, DrainReason.TOLD);
        }
        return;
      }
      boolean over = now - member.drainingSince() >= drain.deadline().toNanos();
      if (over || member.inFlight() == 0) {
        actions.add(new PoolAction.Stop(member.replica()));
      } else {
        wakeAt(now + DRAIN_LOOK);
      }
    }

    void createMissing() {
      places.forEach((ordinal, place) -> {
        if (place.members().isEmpty()) {
          create(ordinal);
        }
      });
    }

    private void create(int ordinal) {
      long due = observed.notBefore().getOrDefault(ordinal, Long.MIN_VALUE);
      if (now < due) {
        wakeAt(due);
      } else if (starting < START_LIMIT || !starts) {
        starting++;
        actions.add(new PoolAction.Create(ordinal));
      } else {
        wakeAt(nextSlow);
      }
    }

    void replaceOutdated() {
      if (starts && !places.values().stream().allMatch(Place::settled)) {
        return;
      }
      places.descendingMap().entrySet().stream()
          .filter(entry -> entry.getValue().isOutdated())
          .limit(starts ? 1 : Long.MAX_VALUE)
          .forEach(outdated -> create(outdated.getKey()));
    }

    private void wakeAt(long time) {
      wakeUp = Math.min(wakeUp, time);
    }
  }
}

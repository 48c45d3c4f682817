package dev.ringmaster.pool.plan;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.pool.plan.ObservedPool.Member;
import dev.ringmaster.pool.plan.PoolAction.DrainReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Compares what is desired with what is observed: a pure function, so that the same rules hold on a
 * laptop, on Docker and in Kubernetes, and a plan carried out leaves an empty plan.
 *
 * <p>Implementation notes. Replicas of another revision than the wanted one, and those that their
 * runtime calls unwell though they may still serve, are replaced as {@link Rollout} has it. With a
 * surge the replacement takes its ordinal's requests when it is ready; when it has been ready for
 * long enough the old one drains. So an ordinal is never without a replica.
 */
public final class PoolPlanner {
  /** A replica that runs and answers nothing for so long is replaced. */
  public static final Duration HUNG_AFTER = Duration.ofSeconds(10);

  /** Replicas that may be starting at once: more would only starve each other of CPU. */
  public static final int START_LIMIT = 16;

  /** A replica that starts for longer no longer holds up the others. */
  static final Duration SLOW_START = Duration.ofSeconds(20);

  /** How often a drain is looked at where nobody tells. */
  private static final long DRAIN_LOOK = Duration.ofMillis(20).toNanos();

  private final PlanRules rules;

  /** A planner that goes by these rules. */
  public PoolPlanner(PlanRules rules) {
    this.rules = rules;
  }

  /**
   * What to do.
   *
   * @param revisions which one is wanted, by ordinal
   * @param proven the one that {@link PoolAction.Restore} makes, by ordinal; empty for none
   * @param now nanoseconds of the clock that the observed times come from
   */
  public PoolPlan plan(
      SortedSet<Integer> desired,
      IntFunction<String> revisions,
      IntFunction<String> proven,
      ObservedPool observed,
      long now) {
    Planning planning = new Planning(observed, now);
    desired.forEach(ordinal ->
        planning.places.put(ordinal, new Place(revisions.apply(ordinal), proven.apply(ordinal))));
    observed.members().forEach(planning::member);
    Rollout rollout = new Rollout(rules.rollout(), planning.places, now);
    planning.clear();
    planning.createMissing(rollout);
    planning.replaceOutdated(rollout);
    planning.wakeAt(rollout.nextUpdate());
    return new PoolPlan(planning.actions, planning.wakeUp, rollout.view());
  }

  private final class Planning implements Rollout.Beginning {
    private final ObservedPool observed;
    private final long now;
    private final NavigableMap<Integer, Place> places = new TreeMap<>();
    private final Set<Integer> leaving = new HashSet<>();
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
        for (Member member : place.superseded(rules.rollout().minReady(), now)) {
          place.members().remove(member);
          begin(member, isFailing(member) ? DrainReason.FAILING : DrainReason.REPLACED);
        }
        place.members().forEach(this::countStart);
      }
    }

    private static boolean isFailing(Member member) {
      return member.replica().phase() == Replica.Phase.FAILING;
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
      leaving.add(member.replica().ordinal());
      actions.add(new PoolAction.Drain(member.replica(), reason));
      wakeAt(now);
    }

    /** What it has in flight is better off broken: it can go elsewhere. */
    private void end(Member member, DrainReason reason) {
      begin(member, reason);
      actions.add(new PoolAction.Stop(member.replica()));
    }

    private void draining(Member member) {
      leaving.add(member.replica().ordinal());
      boolean known = member.drainingSince() != ObservedPool.NOT_DRAINING;
      if (member.replica().phase() == Replica.Phase.STOPPING) {
        if (!known) {
          begin(member, DrainReason.TOLD);
        }
      } else if (!known) {
        boolean wanted = places.containsKey(member.replica().ordinal());
        begin(member, wanted ? DrainReason.ASKED : DrainReason.NOT_DESIRED);
      } else {
        drain(member);
      }
    }

    private void drain(Member member) {
      long deadline = member.drainingSince() + rules.drain().deadline().toNanos();
      if (member.inFlight() == 0 || now >= deadline) {
        actions.add(new PoolAction.Stop(member.replica()));
      } else {
        wakeAt(rules.tellsIdle() ? deadline : Math.min(deadline, now + DRAIN_LOOK));
      }
    }

    void createMissing(Rollout rollout) {
      places.forEach((ordinal, place) -> {
        boolean waits = rules.rollout().exclusive() && leaving.contains(ordinal);
        if (place.members().isEmpty() && !waits) {
          create(
              ordinal,
              rollout.hasComeTo(ordinal)
                  ? new PoolAction.Create(ordinal)
                  : new PoolAction.Restore(ordinal));
        }
      });
    }

    private void create(int ordinal, PoolAction creation) {
      long due = observed.notBefore().getOrDefault(ordinal, Long.MIN_VALUE);
      if (now < due) {
        wakeAt(due);
      } else if (starting < START_LIMIT || !rules.starts()) {
        starting++;
        actions.add(creation);
      } else {
        wakeAt(nextSlow);
      }
    }

    void replaceOutdated(Rollout rollout) {
      if (rules.starts()) {
        rollout.begin(observed.notBefore(), this);
      } else {
        places.descendingMap().entrySet().stream()
            .filter(entry -> entry.getValue().isOutdated())
            .forEach(entry -> surge(entry.getKey()));
      }
    }

    @Override
    public void surge(int ordinal) {
      create(ordinal, new PoolAction.Create(ordinal));
    }

    @Override
    public void vacate(Place place) {
      place.members().forEach(member -> begin(member, DrainReason.OUTDATED));
    }

    private void wakeAt(long time) {
      wakeUp = Math.min(wakeUp, time);
    }
  }
}

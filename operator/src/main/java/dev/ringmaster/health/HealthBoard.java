package dev.ringmaster.health;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The health of all replicas of one balancer, by incarnation. Confined to one thread. */
public final class HealthBoard {
  private HealthMachine machine;
  private final Map<Long, Health> byIncarnation = new HashMap<>();

  public HealthBoard(HealthPolicy policy) {
    machine = new HealthMachine(policy);
  }

  /** Judges by another policy from now on; what was counted stands. */
  public void judgeBy(HealthPolicy policy) {
    machine = new HealthMachine(policy);
  }

  /** Begins to judge a replica that was just started. */
  public void track(long incarnation, long now) {
    byIncarnation.putIfAbsent(incarnation, Health.starting(now));
  }

  /**
   * Takes an event in; one about an unknown replica is late news and ignored.
   *
   * @return the health before, or null where the state did not change
   */
  public @Nullable Health apply(long incarnation, HealthEvent event, long now) {
    Health before = byIncarnation.get(incarnation);
    if (before == null) {
      return null;
    }
    Health after = machine.next(before, event, now);
    byIncarnation.put(incarnation, after);
    boolean same =
        after.state() == before.state() && after.suspectedDead() == before.suspectedDead();
    return same ? null : before;
  }

  /** The health of a replica, or null if it is not tracked. */
  public @Nullable Health of(long incarnation) {
    return byIncarnation.get(incarnation);
  }

  /** Ends the judging of a replica. */
  public void forget(long incarnation) {
    byIncarnation.remove(incarnation);
  }
}

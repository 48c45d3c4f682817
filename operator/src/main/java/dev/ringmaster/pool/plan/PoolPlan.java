package dev.ringmaster.pool.plan;

import java.util.List;

/**
 * What to do now, and when to look again though nothing happened.
 *
 * @param wakeUp in nanoseconds of the loop's clock; {@link Long#MAX_VALUE}: only on an event
 * @param rollout how far it is
 */
public record PoolPlan(List<PoolAction> actions, long wakeUp, RolloutView rollout) {
  public PoolPlan {
    actions = List.copyOf(actions);
  }
}

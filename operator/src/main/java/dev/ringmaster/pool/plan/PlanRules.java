package dev.ringmaster.pool.plan;

import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.RolloutPolicy;

/**
 * By which rules a planner plans.
 *
 * @param starts replicas are started, at most {@link PoolPlanner#START_LIMIT} at once, and replaced
 *     by the rollout's policy; otherwise they run already, and each is taken as it comes
 * @param tellsIdle whoever watches tells when the last request of a retired replica has ended;
 *     otherwise it is to be looked at again and again
 */
public record PlanRules(
    DrainPolicy drain, RolloutPolicy rollout, boolean starts, boolean tellsIdle) {}

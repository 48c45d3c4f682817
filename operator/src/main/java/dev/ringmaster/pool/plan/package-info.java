/**
 * What to do for the observed replicas to become the desired ones: a pure function. It executes
 * nothing and remembers nothing; {@code pool.loop} does. The door is {@link
 * dev.ringmaster.pool.plan.PoolPlanner}.
 */
@NullMarked
package dev.ringmaster.pool.plan;

import org.jspecify.annotations.NullMarked;

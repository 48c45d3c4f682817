package dev.ringmaster.pool.loop;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.plan.PoolAction;
import java.time.Duration;

/** What the loop did or saw; the story of a balancer, one sentence each. */
public sealed interface PoolEvent {
  /** The replica that it is about. */
  Replica replica();

  /** Told to start. */
  record Started(Replica replica) implements PoolEvent {}

  /** Was there before this loop, and goes on. */
  record Adopted(Replica replica) implements PoolEvent {}

  /**
   * Ended by itself.
   *
   * @param delay until its ordinal is started again
   */
  record Crashed(Replica replica, Duration delay) implements PoolEvent {}

  /** Gets no new request. */
  record Draining(Replica replica, PoolAction.DrainReason reason) implements PoolEvent {}

  /**
   * A rollout has not got on for too long.
   *
   * @param replica of an ordinal that it waits for
   */
  record RolloutStuck(Replica replica, Duration after) implements PoolEvent {}

  /** Ended because it was told to, or just before it would have been. */
  record Stopped(Replica replica) implements PoolEvent {}
}

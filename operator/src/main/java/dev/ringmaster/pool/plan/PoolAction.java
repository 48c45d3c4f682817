package dev.ringmaster.pool.plan;

import dev.ringmaster.pool.Replica;

/** One thing to do for the pool to become what is desired. */
public sealed interface PoolAction {
  /** Start a replica in an ordinal that has none of the wanted revision. */
  record Create(int ordinal) implements PoolAction {}

  /**
   * Start a replica in an ordinal that has none, and that the rollout has not come to: of the
   * template that was there before.
   */
  record Restore(int ordinal) implements PoolAction {}

  /** Give a replica no further request. */
  record Drain(Replica replica, DrainReason reason) implements PoolAction {}

  /** End a replica that has drained, or whose time is over. */
  record Stop(Replica replica) implements PoolAction {}

  /** Why a replica is drained. */
  enum DrainReason {
    NOT_DESIRED,
    /** It runs and answers nothing. */
    HUNG,
    /** A replica of the wanted revision has taken its place. */
    REPLACED,
    /** A replica of the wanted revision will take its place. */
    OUTDATED,
    /** Its runtime says that it is not well, and another one has taken its place. */
    FAILING,
    /** Its machine is out of reach. */
    LOST,
    /** Somebody wants another in its place. */
    ASKED,
    /** Somebody else told its runtime to end it. */
    TOLD
  }
}

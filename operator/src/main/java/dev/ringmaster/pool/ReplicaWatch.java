package dev.ringmaster.pool;

/** What the routing side knows of replicas, and what it must be told. */
public interface ReplicaWatch {
  /** The time of what has not happened. */
  long NEVER = Long.MAX_VALUE;

  /** Requests that it has in flight. */
  long inFlight(long incarnation);

  /**
   * Whether {@link #inFlight} is told to whoever steps the loop when it has come to 0; otherwise it
   * is looked at again and again.
   */
  default boolean tellsIdle() {
    return false;
  }

  /** When it became ready, as far as is known; {@link #NEVER} for one that is not. */
  long readySince(long incarnation);

  /** It was ready at some time, or may have been. */
  default boolean served(long incarnation) {
    return readySince(incarnation) != NEVER;
  }

  /**
   * Since when it has answered nothing though it runs, in nanoseconds of the loop's clock; {@link
   * #NEVER} for one that is well, starting or unknown.
   */
  long deadSince(long incarnation);

  /**
   * Whether it knows at once how those fare who ran before it watched; otherwise one that has not
   * answered yet may be well.
   */
  default boolean knowsAtOnce() {
    return false;
  }

  /** Gives it no further request; on return {@link #inFlight} can only fall. */
  void retire(long incarnation, long now);
}

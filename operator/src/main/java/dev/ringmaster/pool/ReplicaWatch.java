package dev.ringmaster.pool;

/** What the routing side knows of replicas, and what it must be told. */
public interface ReplicaWatch {
  /** The time of what has not happened. */
  long NEVER = Long.MAX_VALUE;

  /** Requests that it has in flight. */
  long inFlight(long incarnation);

  /** When it answered its first probe. */
  long readySince(long incarnation);

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

package dev.ringmaster.load;

/**
 * The requests that one balancer has in flight in this process, over all its replicas.
 *
 * <p>The total is raised after a replica's own count and lowered before it, so it never exceeds the
 * sum of the counts: a bound computed from it can be too strict for an instant, never too loose.
 */
public final class InFlight {
  private final PaddedCounter total = new PaddedCounter();

  /** The count of a new replica, beginning at 0. */
  public ReplicaLoad newReplica() {
    return new ReplicaLoad(this);
  }

  /** Requests in flight now, those of draining replicas included. */
  public long total() {
    return total.get();
  }

  void raise() {
    total.incrementAndGet();
  }

  void lower() {
    total.decrementAndGet();
  }
}

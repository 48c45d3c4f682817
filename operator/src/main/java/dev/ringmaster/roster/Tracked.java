package dev.ringmaster.roster;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.routing.Endpoint;
import java.util.function.IntUnaryOperator;

/** A replica that the balancer watches, from its start to its end. */
final class Tracked {
  private final Replica replica;
  private Endpoint endpoint;
  private final long startedAt;
  private long readySince = ReplicaWatch.NEVER;

  Tracked(Replica replica, Endpoint endpoint, long startedAt) {
    this.replica = replica;
    this.endpoint = endpoint;
    this.startedAt = startedAt;
  }

  Replica replica() {
    return replica;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  void weigh(IntUnaryOperator weights) {
    endpoint = endpoint.weighing(weights.applyAsInt(endpoint.ordinal()));
  }

  /** {@link ReplicaWatch#NEVER} while it was never ready. */
  long readySince() {
    return readySince;
  }

  /** Nanoseconds from its start to its first good probe. */
  long becameReady(long now) {
    readySince = now;
    return now - startedAt;
  }
}

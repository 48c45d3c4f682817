package dev.ringmaster.pool;

import java.time.Duration;
import java.util.List;

/**
 * The port to what runs replicas. No method waits: an effect shows in {@link #observe} later, and
 * the driver calls the listener that it was made with. What was created is observed at once, as
 * starting where it has no address yet; a failure to start shows as an exited replica.
 */
public interface ReplicaPool {
  /** All replicas of the balancer, those that ended included until {@link #forget forgotten}. */
  List<Replica> observe();

  /** Replicas are started here, which costs; otherwise they run already, each on its own. */
  default boolean starts() {
    return true;
  }

  /** Starts a replica. */
  void create(ReplicaSpec spec);

  /** Asks a replica to end, and ends it by force after the grace. Unknown or ended: no effect. */
  void stop(long incarnation, Duration grace);

  /** Drops a replica that ended from what is observed. */
  void forget(long incarnation);
}

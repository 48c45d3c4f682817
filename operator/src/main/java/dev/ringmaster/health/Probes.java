package dev.ringmaster.health;

/**
 * The port to what finds out how the replicas of one balancer fare; it tells what it finds to whom
 * it was made with. Safe for any thread.
 */
public interface Probes extends AutoCloseable {
  /** Finds out by another policy from now on. */
  void follow(HealthPolicy policy);

  /** Begins with a replica, at once. */
  void watch(long incarnation, String host, int port);

  /** A request just failed there: finds out whether that is all. */
  void confirm(long incarnation);

  /** Ends with a replica. */
  void unwatch(long incarnation);

  /** Ends with all, for good. */
  @Override
  void close();
}

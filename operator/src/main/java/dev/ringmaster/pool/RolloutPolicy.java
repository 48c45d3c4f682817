package dev.ringmaster.pool;

import java.time.Duration;

/**
 * How replicas of an old revision are replaced.
 *
 * @param maxSurge ordinals that may have a second replica beside the one that it replaces
 * @param maxUnavailable ordinals that may be without a replica meanwhile; never 0 together with
 *     {@code maxSurge}
 * @param minReady for how long a newcomer must be ready before the old one goes
 * @param paused no ordinal begins while true
 * @param partition the lowest ordinal that is replaced
 * @param progressDeadline after which a rollout without progress is called stuck
 * @param exclusive an ordinal never has two replicas, not even one that is about to end: both would
 *     hold what there is once for each ordinal
 */
public record RolloutPolicy(
    int maxSurge,
    int maxUnavailable,
    Duration minReady,
    boolean paused,
    int partition,
    Duration progressDeadline,
    boolean exclusive) {
  /** One at a time, with one replica more. */
  public static final RolloutPolicy ONE_BY_ONE =
      new RolloutPolicy(1, 0, Duration.ZERO, false, 0, Duration.ofMinutes(10), false);
}

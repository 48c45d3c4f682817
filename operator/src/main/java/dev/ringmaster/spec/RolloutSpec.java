package dev.ringmaster.spec;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How replicas of an old revision are replaced.
 *
 * @param maxSurge replacements that may run beside the replica they replace
 * @param maxUnavailable replicas that may be missing meanwhile; never 0 together with {@code
 *     maxSurge}
 * @param minReady for how long a newcomer must be ready before it counts
 * @param paused nothing is replaced while true
 * @param partition the lowest ordinal that is replaced
 * @param progressDeadline after which a rollout without progress is called stuck
 * @param restartedAt any text; a change of it replaces every replica
 */
public record RolloutSpec(
    int maxSurge,
    int maxUnavailable,
    Duration minReady,
    boolean paused,
    int partition,
    Duration progressDeadline,
    @Nullable String restartedAt) {}

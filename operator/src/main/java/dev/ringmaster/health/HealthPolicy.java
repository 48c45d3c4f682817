package dev.ringmaster.health;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a replica is probed and judged.
 *
 * @param path answered with a 2xx by a healthy replica; null: an accepted TCP connection is enough
 * @param interval between two probes of a replica
 * @param timeout of one probe
 * @param unhealthyAfter failures in a row that take a replica out
 * @param healthyAfter successes in a row that bring it in
 */
public record HealthPolicy(
    @Nullable String path,
    Duration interval,
    Duration timeout,
    int unhealthyAfter,
    int healthyAfter) {}

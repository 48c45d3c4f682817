package dev.ringmaster.pool;

import java.time.Duration;

/**
 * How a replica goes.
 *
 * @param grace between the notice and the end that a replica's runtime gives it
 * @param deadline after which requests in flight are given up
 */
public record DrainPolicy(Duration grace, Duration deadline) {}

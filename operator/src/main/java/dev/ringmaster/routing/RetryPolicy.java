package dev.ringmaster.routing;

/**
 * How often a request may be sent again.
 *
 * @param attempts tries after the first one, 0 or more
 * @param budgetPercent retries of requests that reached a replica, as a share of all requests,
 *     0..100
 */
public record RetryPolicy(int attempts, int budgetPercent) {}

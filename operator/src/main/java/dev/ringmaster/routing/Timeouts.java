package dev.ringmaster.routing;

import java.time.Duration;

/**
 * How long the router waits.
 *
 * @param connect for a connection to a replica
 * @param response from the last byte of the request to the first of the response
 * @param idle between two bytes of a message that has begun, in either direction
 */
public record Timeouts(Duration connect, Duration response, Duration idle) {}

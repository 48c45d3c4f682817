package dev.ringmaster.analyze;

/**
 * A call of the contract and its answer.
 *
 * @param call what was sent
 * @param expected status and body, in words
 * @param got status and body
 */
public record EndpointCheck(String call, String expected, String got, boolean passed) {}

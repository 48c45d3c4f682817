package dev.ringmaster.telemetry;

/**
 * A page of metrics.
 *
 * @param contentType that tells its format
 */
public record MetricsText(String contentType, String text) {}

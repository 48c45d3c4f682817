/**
 * Counts what the router and the pools tell, and shows it in Prometheus' format beside the figures
 * of the running process. Nobody else knows a meter. The door is {@link
 * dev.ringmaster.telemetry.Telemetry}.
 */
@NullMarked
package dev.ringmaster.telemetry;

import org.jspecify.annotations.NullMarked;

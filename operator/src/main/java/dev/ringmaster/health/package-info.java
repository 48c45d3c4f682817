/**
 * Judges replicas from probes and from the outcome of requests. It sends no probe and reads no
 * clock: events and times are handed in. The door is {@link dev.ringmaster.health.HealthMachine}.
 */
@NullMarked
package dev.ringmaster.health;

import org.jspecify.annotations.NullMarked;

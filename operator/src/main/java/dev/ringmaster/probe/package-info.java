/**
 * Asks replicas whether they are well, on a schedule, and reports the answers as health events. It
 * judges nothing (that is {@code health}) and routes nothing. The door is {@link
 * dev.ringmaster.probe.ProbeSchedule}.
 */
@NullMarked
package dev.ringmaster.probe;

import org.jspecify.annotations.NullMarked;

/**
 * Texts with a unit, as Kubernetes writes them: durations and quantities. What may stand where, and
 * within which bounds, is for {@link dev.ringmaster.spec} to say. The doors are {@link
 * dev.ringmaster.spec.unit.Durations} and {@link dev.ringmaster.spec.unit.Quantities}.
 */
@NullMarked
package dev.ringmaster.spec.unit;

import org.jspecify.annotations.NullMarked;

/**
 * How evenly rings spread keys, and what moves between two of them. It maps no key itself and knows
 * nothing of replicas. The door is {@link dev.ringmaster.ring.measure.RingDiff}.
 */
@NullMarked
package dev.ringmaster.ring.measure;

import org.jspecify.annotations.NullMarked;

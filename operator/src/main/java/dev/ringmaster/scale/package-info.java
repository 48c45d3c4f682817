/**
 * How many replicas are desired, in which ordinals, and how a wish for more or fewer changes that.
 * It neither starts nor stops anything and remembers nothing. The door is {@link
 * dev.ringmaster.scale.Rescaler}.
 */
@NullMarked
package dev.ringmaster.scale;

import org.jspecify.annotations.NullMarked;

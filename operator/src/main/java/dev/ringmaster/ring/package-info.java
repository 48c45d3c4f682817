/**
 * Maps a point of the 64-bit hash space to the ordinal that owns it. It knows nothing of addresses,
 * health or load: places belong to ordinals, so a replica that comes back finds its keys. The door
 * is {@link dev.ringmaster.ring.Ring}.
 */
@NullMarked
package dev.ringmaster.ring;

import org.jspecify.annotations.NullMarked;

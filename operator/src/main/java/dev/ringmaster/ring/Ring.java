package dev.ringmaster.ring;

import java.util.Optional;
import java.util.SortedMap;

/**
 * An immutable map from a 64-bit hash to the ordinal that owns it. Two routers that build a ring
 * from the same input, whatever order they learned it in, map every hash alike.
 *
 * <p>Thread-safe: a ring never changes after it was built.
 */
public sealed interface Ring permits HashRing, MaglevRing, RendezvousRing, ClassicRing {
  /** What {@link #owner} and {@link RingWalk#next} answer where there is nobody. */
  int NOBODY = -1;

  /** The ordinal that owns the hash, or {@link #NOBODY} where the ring is empty. */
  int owner(long hash);

  /** The distinct ordinals in ring order, beginning with the owner of the hash. */
  RingWalk walk(long hash);

  /** Equal for rings that map every hash alike, however they were built. */
  long checksum();

  /** The ordinals on the ring, ascending; the array is the caller's own. */
  int[] ordinals();

  /** The weights that the shares of its ordinals follow, by ordinal, each from 1. */
  SortedMap<Integer, Integer> weights();

  /** What each ordinal owns of the hash space, where the algorithm divides it into arcs. */
  default Optional<Arcs> arcs() {
    return Optional.empty();
  }
}

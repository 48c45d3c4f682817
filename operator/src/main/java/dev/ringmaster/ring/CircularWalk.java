package dev.ringmaster.ring;

import org.jspecify.annotations.Nullable;

/**
 * A walk along the arcs. Most walks end after their first step, so the place on the ring is
 * searched for, and the set of ordinals already given made, at the second.
 */
final class CircularWalk implements RingWalk {
  private final Arcs arcs;
  private final int[] ordinals;
  private final long hash;

  private int steps;
  private int place;
  private long @Nullable [] given;

  /**
   * A walk that begins with the owner of the hash.
   *
   * @param ordinals every distinct owner of an arc, ascending
   */
  CircularWalk(Arcs arcs, int[] ordinals, long hash) {
    this.arcs = arcs;
    this.ordinals = ordinals;
    this.hash = hash;
  }

  @Override
  public int next() {
    if (steps == ordinals.length) {
      return Ring.NOBODY;
    }
    return steps++ == 0 ? arcs.ownerOf(hash) : nextDistinct();
  }

  /** Ends within one round: as long as steps are left, an ordinal ahead has not been given. */
  private int nextDistinct() {
    long[] seen = given;
    if (seen == null) {
      seen = new long[(ordinals[ordinals.length - 1] >>> 6) + 1];
      given = seen;
      place = arcs.at(hash);
      mark(seen, arcs.owner(place));
    }
    do {
      place = place + 1 == arcs.count() ? 0 : place + 1;
    } while (isMarked(seen, arcs.owner(place)));
    mark(seen, arcs.owner(place));
    return arcs.owner(place);
  }

  private static void mark(long[] seen, int ordinal) {
    seen[ordinal >>> 6] |= 1L << ordinal;
  }

  private static boolean isMarked(long[] seen, int ordinal) {
    return (seen[ordinal >>> 6] & 1L << ordinal) != 0;
  }
}

package dev.ringmaster.ring.measure;

import dev.ringmaster.ring.Arcs;
import dev.ringmaster.ring.ClassicRing;
import dev.ringmaster.ring.MaglevRing;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.measure.Basis.Kind;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares two rings over all keys that there can be, as exactly as their algorithms allow. */
record Sweep(Ring before, Ring after) {
  private static final int LEAST_BITS = 16;
  private static final int MOST_BITS = 20;

  /** Lots that a sample may draw: rendezvous draws one per key and ordinal, in about 3 ns. */
  private static final long LOTS = 1L << 28;

  RingDiff diff() {
    Tally tally = new Tally(before, after);
    RingDiff diff = tally.diff(count(tally));
    return diff.basis().kind() == Kind.SAMPLE ? sharpened(diff) : diff;
  }

  /** Only what moves has to be estimated: each ring's own shares are known. */
  private RingDiff sharpened(RingDiff sampled) {
    long count = sampled.basis().count();
    double moved = Math.min(sampled.moved(), 0.5);
    double deviation = Math.sqrt(moved * (1 - moved) / (double) count);
    return new RingDiff(
        sampled.moves(),
        RingBalance.of(before),
        RingBalance.of(after),
        sampled.minimum(),
        new Basis(Kind.SAMPLE, count, 4 * deviation + 1 / (double) count));
  }

  /** How a ring spreads keys that can be measured without a sample. */
  static RingBalance balance(Ring ring) {
    Ring nobody =
        ring instanceof ClassicRing
            ? ClassicRing.of(List.of(), ClassicRing.Probing.LINEAR)
            : MaglevRing.of(Map.of(), 0);
    return new Sweep(ring, nobody).diff().before();
  }

  private Basis count(Tally tally) {
    boolean ids = before instanceof ClassicRing;
    if (ids != after instanceof ClassicRing) {
      return independent(tally);
    }
    if (ids) {
      return requestIds(tally);
    }
    return before.arcs().isPresent() && after.arcs().isPresent()
        ? arcs(tally, before.arcs().get(), after.arcs().get())
        : sample(tally);
  }

  private static Basis arcs(Tally tally, Arcs old, Arcs now) {
    int i = 0;
    int j = 0;
    for (long position = 0; position < Arcs.WHOLE; ) {
      long end = Math.min(old.end(i), now.end(j));
      tally.add(old.owner(i), now.owner(j), (double) (end - position));
      position = end;
      i = skip(old, i, end);
      j = skip(now, j, end);
    }
    return new Basis(Kind.HASH_SPACE, 0, 0);
  }

  private static int skip(Arcs arcs, int arc, long end) {
    int next = arc;
    while (next < arcs.count() - 1 && arcs.end(next) == end) {
      next++;
    }
    return next;
  }

  /** The middles of as many equal parts of the hash space as a power of two. */
  private Basis sample(Tally tally) {
    int lots = Math.max(1, before.ordinals().length + after.ordinals().length);
    int affordable = Long.SIZE - 1 - Long.numberOfLeadingZeros(LOTS / lots);
    int bits = Math.clamp(affordable, LEAST_BITS, MOST_BITS);
    long count = 1L << bits;
    for (long n = 0; n < count; n++) {
      tally.add((2 * n + 1) << (Long.SIZE - 1 - bits));
    }
    return new Basis(Kind.SAMPLE, count, 0);
  }

  private static Basis requestIds(Tally tally) {
    for (int id = ClassicRing.FIRST_ID; id <= ClassicRing.LAST_ID; id++) {
      tally.add(id);
    }
    return new Basis(Kind.REQUEST_IDS, tally.keys(), 0);
  }

  private Basis independent(Tally tally) {
    SortedMap<Integer, Double> next = ownership(after);
    ownership(before)
        .forEach((from, share) -> next.forEach((to, part) -> tally.add(from, to, share * part)));
    return new Basis(Kind.INDEPENDENT, 0, 0);
  }

  private static SortedMap<Integer, Double> ownership(Ring ring) {
    SortedMap<Integer, Double> shares = RingBalance.of(ring).shares();
    return shares.isEmpty() ? new TreeMap<>(Map.of(Ring.NOBODY, 1.0)) : shares;
  }
}

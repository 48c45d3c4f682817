package dev.ringmaster.roster;

import dev.ringmaster.ring.RendezvousRing;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.measure.RingBalance;
import dev.ringmaster.ring.measure.RingDiff;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of a ring.
 *
 * @param ring that was measured
 * @param movedRatio from the ring before it; null with rendezvous, where it takes a large sample
 */
record RingFigures(Ring ring, RingBalance balance, @Nullable Double movedRatio) {
  /** Walks along both rings: for threads that may wait. */
  static RingFigures of(Ring before, Ring ring) {
    boolean sampled = before instanceof RendezvousRing || ring instanceof RendezvousRing;
    Double moved = sampled ? null : Double.valueOf(RingDiff.between(before, ring).moved());
    return new RingFigures(ring, RingBalance.of(ring), moved);
  }
}

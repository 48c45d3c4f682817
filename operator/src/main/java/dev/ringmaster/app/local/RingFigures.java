package dev.ringmaster.app.local;

import dev.ringmaster.ring.HashRing;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.RingBalance;
import dev.ringmaster.ring.RingDiff;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of a ring, where its algorithm can be measured.
 *
 * @param ring that was measured
 * @param balance null where it can't
 * @param movedRatio from the ring before it; null where it can't
 */
record RingFigures(Ring ring, @Nullable RingBalance balance, @Nullable Double movedRatio) {
  /** Walks along both rings: for threads that may wait. */
  static RingFigures of(Ring before, Ring ring) {
    RingBalance balance = ring instanceof HashRing now ? RingBalance.of(now) : null;
    Double moved =
        before instanceof HashRing then && ring instanceof HashRing now
            ? RingDiff.between(then, now).moved()
            : null;
    return new RingFigures(ring, balance, moved);
  }
}

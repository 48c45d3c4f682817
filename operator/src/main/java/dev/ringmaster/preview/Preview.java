package dev.ringmaster.preview;

import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.measure.RingDiff;
import dev.ringmaster.ring.measure.Tally;
import dev.ringmaster.spec.RoutingSpec.Algorithm;

/**
 * What a change moves, by the very rings that routing would use before and after it.
 *
 * @param checksum of the ring before, {@link Ring#checksum}
 * @param nextChecksum of the ring after
 */
public record Preview(
    Placement before, Placement after, long checksum, long nextChecksum, RingDiff diff) {
  /** Over all keys that there can be. */
  public static Preview of(Placement before, Placement after) {
    Ring ring = before.ring();
    Ring next = after.ring();
    return new Preview(
        before, after, ring.checksum(), next.checksum(), RingDiff.between(ring, next));
  }

  /** Over given keys, that are counted as they come. */
  public static Keys overKeys(Placement before, Placement after) {
    return new Keys(before, after, before.ring(), after.ring());
  }

  /** The classic algorithm draws an id for each request: keys count for nothing then. */
  public static boolean placesKeys(Placement placement) {
    return placement.routing().algorithm() != Algorithm.CLASSIC;
  }

  /** Keys that are being counted. Not thread-safe. */
  public static final class Keys {
    private final Placement before;
    private final Placement after;
    private final Ring ring;
    private final Ring next;
    private final Tally tally;

    private Keys(Placement before, Placement after, Ring ring, Ring next) {
      this.before = before;
      this.after = after;
      this.ring = ring;
      this.next = next;
      tally = new Tally(ring, next);
    }

    /** Counts a key by the hash that routing gives it; one that is added again counts again. */
    public void add(long hash) {
      tally.add(hash);
    }

    /** How many were counted. */
    public long count() {
      return tally.keys();
    }

    /** Over the keys so far, at least one. */
    public Preview preview() {
      return new Preview(before, after, ring.checksum(), next.checksum(), tally.diff());
    }
  }
}

package dev.ringmaster.ring.measure;

/**
 * What shares are shares of.
 *
 * @param count of keys, ids or samples that were looked at; 0 where none had to be
 * @param error how far the share that moves may be off, and any part of it: four standard
 *     deviations; 0 where it is exact
 */
public record Basis(Kind kind, long count, double error) {
  /** Where the keys come from. */
  public enum Kind {
    /** The whole hash space, measured arc by arc; exact but for rounding to multiples of 2^-53. */
    HASH_SPACE("HashSpace"),

    /** Hashes spread evenly over the hash space, always the same; what each ring owns is exact. */
    SAMPLE("Sample"),

    /** All 900,000 ids that the classic algorithm draws from. */
    REQUEST_IDS("RequestIds"),

    /**
     * Keys on the one side, ids drawn for each request on the other: what the sides make of a
     * request is independent, so the share of a pair is the product of theirs.
     */
    INDEPENDENT("Independent"),

    /** Keys that were given. */
    KEYS("Keys");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As programs read it. */
    @Override
    public String toString() {
      return word;
    }
  }
}

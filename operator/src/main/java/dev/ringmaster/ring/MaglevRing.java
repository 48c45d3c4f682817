package dev.ringmaster.ring;

import com.dynatrace.hash4j.hashing.HashStream64;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Maglev hashing: a table of 2^20 slots, which the ordinals fill in turn, each along a permutation
 * of its own. The top bits of a hash are its slot, so a lookup is one array read, and the shares of
 * equal weights differ by one slot at most.
 *
 * <p>The price: a change moves a few keys between ordinals that stay, fewer than 0.5 % of all where
 * one of up to 1,000 comes or goes. {@link HashRing} moves none, and spreads less evenly.
 */
public final class MaglevRing implements Ring {

  /*
   * Implementation notes
   *
   * Filling [1]. In every round each ordinal, in ascending order, takes the first slot of its
   * permutation that is still free. Slots thus go to whoever has them earliest in its permutation,
   * nearly: ordinals meet occupied slots at slightly different rates, and a slot that two have almost
   * equally early may change hands when a third comes. That is the needless movement. It shrinks with
   * the root of the slots per ordinal.
   *
   * Size. Fixed, for a size that follows the number of replicas moves everything at some scalings.
   * Needless movement of N -> N + 1, in % of all keys, worst of 12 seeds (4 from N = 100 on):
   *
   *   slots    table     N = 2    10     20     100    1000
   *   2^16     128 KiB   0.07     0.28   0.45   0.59   0.61    (65,537, as published)
   *   2^19     1 MiB     0.04     0.12   0.13   0.17   0.39
   *   2^20     2 MiB     0.03     0.08   0.10   0.11   0.21
   *   2^21     4 MiB     0.01     0.06   0.06   0.08   0.14    (2,097,169)
   *
   * 2^20 keeps the promise of 0.5 % with room to spare. A larger table would cost cache misses at
   * every lookup and time at every change; this one is more than a core's L2 cache already, where a
   * ring of few replicas fits into L1. Where one change moves much the rest is larger, too: 0.9 % when
   * one of 1,000 goes from weight 1 to 100, which has to move 9 %.
   *
   * Permutation. The published one, offset + j · skip modulo a prime, has a tail: two ordinals whose
   * skips stand in a simple ratio meet again and again, and with 655,373 slots one of 4,000 changes
   * (6 -> 7) moved 0.45 % where 0.05 % is usual. The paper leaves the permutation open; three odd
   * multiplications with shifts between them, a bijection of 20 bits, showed no such tail, and make
   * the slot a shift instead of a multiplication. Its keys are the ordinal's first two ring points.
   *
   * Weights [1, 3.4]. A heavier ordinal has its turn more often: one of weight w takes its slot k, from
   * 0, in the first round r with floor(r · w / heaviest) >= k. So each has one at least, which the walk
   * relies on.
   *
   * Walk. The following slots belong to whoever took them, in proportion to the weights: who is away
   * spreads its keys over all. When it leaves for good they may go elsewhere.
   *
   * [1] Eisenbud et al. Maglev: A Fast and Reliable Software Network Load Balancer. NSDI 2016.
   */

  private static final int BITS = 20;
  private static final int HALF = BITS / 2;
  private static final int SLOTS = 1 << BITS;
  private static final int MASK = SLOTS - 1;

  private final SortedMap<Integer, Integer> weights;
  private final int[] ordinals;
  private final SlotTable table;
  private final long checksum;

  private MaglevRing(SortedMap<Integer, Integer> weights, long seed) {
    this.weights = weights;
    ordinals = HashRing.ordinals(weights);
    table = new SlotTable(filled(seed));
    HashStream64 stream = XxHash3.stream();
    table.putInto(stream);
    checksum = stream.getAsLong();
  }

  /**
   * Builds a ring. The order of the map's entries does not matter.
   *
   * @param weightsByOrdinal the weight of each ordinal: ordinals 0 to {@link HashRing#MAX_ORDINAL},
   *     weights from 1; empty for a ring that owns nothing
   * @param seed another seed is another, unrelated ring
   * @throws IllegalArgumentException where a number is out of range
   */
  public static MaglevRing of(Map<Integer, Integer> weightsByOrdinal, long seed) {
    return new MaglevRing(HashRing.checked(weightsByOrdinal), seed);
  }

  private char[] filled(long seed) {
    int left = ordinals.length == 0 ? 0 : SLOTS;
    char[] owners = new char[left];
    BitSet taken = new BitSet(SLOTS);
    Turns[] turns =
        weights.entrySet().stream()
            .map(entry -> new Turns(seed, entry.getKey(), entry.getValue()))
            .toArray(Turns[]::new);
    long heaviest = weights.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    for (long round = 0; left > 0; round++) {
      for (int n = 0; n < turns.length && left > 0; n++) {
        if (turns[n].isDue(round, heaviest)) {
          owners[turns[n].take(taken)] = (char) ordinals[n];
          left--;
        }
      }
    }
    return owners;
  }

  /** How far an ordinal has come. */
  private static final class Turns {
    private final long first;
    private final long second;
    private final long weight;
    private long taken;
    private int next;

    Turns(long seed, int ordinal, long weight) {
      first = XxHash3.point(seed, ordinal, 0);
      second = XxHash3.point(seed, ordinal, 1);
      this.weight = weight;
    }

    boolean isDue(long round, long heaviest) {
      return round * weight / heaviest >= taken;
    }

    /** The first slot of the permutation that is free; there must be one. */
    int take(BitSet slots) {
      int slot = permuted(next++);
      while (slots.get(slot)) {
        slot = permuted(next++);
      }
      slots.set(slot);
      taken++;
      return slot;
    }

    private int permuted(int n) {
      int x = (int) (n * (first | 1) + second) & MASK;
      x ^= x >>> HALF;
      x = (int) (x * ((first >>> 32) | 1)) & MASK;
      x ^= x >>> HALF;
      x = (int) (x * ((second >>> 32) | 1)) & MASK;
      return x ^ (x >>> HALF);
    }
  }

  @Override
  public int owner(long hash) {
    return ordinals.length == 0 ? NOBODY : table.ownerOf(hash);
  }

  @Override
  public RingWalk walk(long hash) {
    return new CircularWalk(table, ordinals, hash);
  }

  /**
   * {@inheritDoc}
   *
   * <p>It is xxh3_64 of {@code ordinal int16 LE} of each slot in turn; of no byte where the ring is
   * empty.
   */
  @Override
  public long checksum() {
    return checksum;
  }

  @Override
  public int[] ordinals() {
    return ordinals.clone();
  }

  @Override
  public SortedMap<Integer, Integer> weights() {
    return weights;
  }

  @Override
  public Optional<Arcs> arcs() {
    return Optional.of(table);
  }
}

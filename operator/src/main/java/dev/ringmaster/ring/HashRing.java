package dev.ringmaster.ring;

import com.dynatrace.hash4j.hashing.HashStream64;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The consistent-hash ring: every ordinal has {@code virtualNodes · weight} points in the 64-bit
 * hash space, and a hash belongs to the first point at or after it (unsigned), around the end to
 * the first.
 *
 * <p>Where an ordinal's points lie depends on the seed, the ordinal and the point's number alone.
 * So a key moves only when it must: an ordinal that joins takes keys and moves none between the
 * others, and one that leaves gives back exactly what it took.
 */
public final class HashRing implements Ring {

  /*
   * Implementation notes
   *
   * Why a ring. Rendezvous hashing [3] moves as little and spreads better, but asks every replica for
   * every key; Maglev [4] answers from one array read, but moves keys between survivors (both are here,
   * for who needs that more: RendezvousRing, MaglevRing); jump hash
   * [5] can only lose its last bucket. A ring [1] moves nothing needlessly, whichever ordinal leaves,
   * and its order gives each key a second owner, a third and so on, on which retries and bounded
   * loads stand [2].
   *
   * Points. xxh3_64(seed int64 LE ‖ ordinal int32 LE ‖ index int32 LE). The index begins at 0 and the
   * points of a smaller weight are a prefix of those of a larger, so a change of weight, too, moves
   * keys to or from that ordinal only. The number of points never depends on the number of replicas:
   * that would move everything at every scaling. Golden vectors in the tests hold these points for
   * ever.
   *
   * Balance. The share of one of many replicas with v points has a relative deviation of 1/sqrt(v):
   * 6 % at v = 256. The largest share is above the mean by 5 % with 3 replicas, 10 % with 10, 17 % with
   * 100, each on average of 200 seeds, and by 29 % at worst. More points cost memory, thus cache
   * misses, linearly. Who needs better sets a bound on the load.
   *
   * Lookup. Points are uniform, so the top bits of a hash almost tell its place. An index by
   * log2(2n) bits or one more leaves a quarter to half a point per bucket. A bucket with one point or
   * none (91 % or more) is half a word: the next 15 bits of the point and the ordinal up to it; behind
   * it stands whom the next bucket begins with, on the same cache line as a rule. What that can't tell
   * (two points in a bucket, or 15 equal bits) is read from the points themselves. Small entries matter
   * more than anything: at 1,000 replicas the index is 2 MB, and a lookup costs what its cache misses
   * cost. Binary search touches log2(n) lines and mispredicts every other branch. The buckets sort the
   * points, too, when the ring is built: counting, then insertion, O(n) in all. An adversary cannot
   * choose points, only the seed and small integers under a hash, so long buckets do not arise.
   *
   * Ties. Two points may be equal, if hardly ever (n²/2^65). The lower ordinal owns the place, so that
   * the order of arrival decides nothing.
   *
   * [1] Karger et al. Consistent Hashing and Random Trees. STOC 1997.
   * [2] Mirrokni, Thorup, Zadimoghaddam. Consistent Hashing with Bounded Loads. SODA 2018.
   * [3] Thaler, Ravishankar. Using Name-Based Mappings to Increase Hit Rates. 1998.
   * [4] Eisenbud et al. Maglev: A Fast and Reliable Software Network Load Balancer. NSDI 2016.
   * [5] Lamping, Veach. A Fast, Minimal Memory, Consistent Hash Algorithm. 2014.
   */

  /** The highest ordinal that a ring takes. */
  public static final int MAX_ORDINAL = Character.MAX_VALUE;

  /** The most points that a ring takes, which is 100 to 170 MB of them. */
  public static final int MAX_POINTS = 1 << 22;

  private final SortedMap<Integer, Integer> weights;
  private final int[] ordinals;
  private final PointTable table;
  private final long checksum;

  /** For rings whose points are given, not hashed. */
  HashRing(SortedMap<Integer, Integer> weights, long seed, PointTable table) {
    this.weights = weights;
    this.ordinals = ordinals(weights);
    this.table = table;
    HashStream64 stream = XxHash3.stream().putLong(seed);
    table.putInto(stream);
    this.checksum = stream.getAsLong();
  }

  /**
   * Builds a ring. The order of the map's entries does not matter.
   *
   * @param weightsByOrdinal the weight of each ordinal, both as {@code routing.weights} has them:
   *     ordinals 0 to {@link #MAX_ORDINAL}, weights from 1; empty for a ring that owns nothing
   * @param virtualNodes points per unit of weight, from 1
   * @param seed another seed is another, unrelated ring
   * @throws IllegalArgumentException where a number is out of range, or there were more than 2^22
   *     points
   */
  public static HashRing of(Map<Integer, Integer> weightsByOrdinal, int virtualNodes, long seed) {
    require(virtualNodes >= 1, "virtualNodes", virtualNodes, ">= 1");
    SortedMap<Integer, Integer> weights = checked(weightsByOrdinal);
    long points = 0;
    for (int weight : weights.values()) {
      points += (long) virtualNodes * weight;
      require(points <= MAX_POINTS, "points", points, "<= " + MAX_POINTS);
    }
    return new HashRing(weights, seed, points(weights, virtualNodes, seed, (int) points));
  }

  /** A copy in order, every ordinal and weight of which is one that a ring takes. */
  static SortedMap<Integer, Integer> checked(Map<Integer, Integer> weightsByOrdinal) {
    SortedMap<Integer, Integer> weights = new TreeMap<>(weightsByOrdinal);
    weights.forEach((ordinal, weight) -> {
      require(ordinal >= 0 && ordinal <= MAX_ORDINAL, "ordinal", ordinal, "0.." + MAX_ORDINAL);
      require(weight >= 1, "weight of ordinal " + ordinal, weight, ">= 1");
    });
    return Collections.unmodifiableSortedMap(weights);
  }

  /** The keys, ascending. */
  static int[] ordinals(SortedMap<Integer, Integer> weights) {
    return weights.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  private static void require(boolean holds, String what, long value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
    }
  }

  private static PointTable points(
      SortedMap<Integer, Integer> weights, int virtualNodes, long seed, int count) {
    long[] hashes = new long[count];
    char[] owners = new char[count];
    int next = 0;
    for (Map.Entry<Integer, Integer> entry : weights.entrySet()) {
      int ordinal = entry.getKey();
      int end = next + virtualNodes * entry.getValue();
      for (int index = 0; next < end; index++, next++) {
        hashes[next] = XxHash3.point(seed, ordinal, index);
        owners[next] = (char) ordinal;
      }
    }
    return new PointTable(hashes, owners);
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
   * <p>It is xxh3_64 of {@code seed int64 LE}, then for each point in unsigned order {@code point
   * int64 LE ‖ ordinal int32 LE}.
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

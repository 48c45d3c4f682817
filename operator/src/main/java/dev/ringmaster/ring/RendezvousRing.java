package dev.ringmaster.ring;

import com.dynatrace.hash4j.hashing.HashStream64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rendezvous hashing: each ordinal draws a lot for a key, and the best lot owns it. Keys move only
 * when they must, as on the {@link HashRing}, and shares follow the weights without unevenness; but
 * every lookup asks every ordinal.
 */
public final class RendezvousRing implements Ring {

  /*
   * Implementation notes
   *
   * Lots [1]. xxh3_64(hash int64 LE ‖ node int64 LE), where the node is the ordinal's first ring point.
   * The highest lot wins, unsigned; of equal lots the lower ordinal's.
   *
   * Weights [2]. Take a lot as u, uniform in (0, 1): then -ln(u) / w is exponential of rate w, and of
   * independent exponentials each is the least with a probability in proportion to its rate. So the
   * least cost wins, and a change of weight moves keys to or from that ordinal only. Of one weight the
   * highest lot has the least cost, whatever rounding does, for StrictMath.log is semi-monotonic: so
   * ordinals are asked by groups of one weight, and one logarithm is taken per group, none where all
   * weights are equal. Costs that are equal after rounding are told apart by the lots, then by the
   * ordinals: the order of any two never depends on a third. StrictMath, not Math, so that every CPU
   * finds the same double; u = (2k + 1) / 2^53 with k the lot's top 52 bits is one exactly, never 0 or 1.
   *
   * Cost. About 3 ns for each ordinal: at 1,000 replicas a lookup takes microseconds, as much as a
   * tenth of a whole request.
   *
   * Walk. The order of cost itself, so that the next is who would own the key if all before were gone.
   *
   * [1] Thaler, Ravishankar. Using Name-Based Mappings to Increase Hit Rates. 1998.
   * [2] Schindelhauer, Schomaker. Weighted Distributed Hash Tables. SPAA 2005.
   */

  private static final double HALF_STEP = 0x1p-53;

  private static final Claim NONE = new Claim(Double.POSITIVE_INFINITY, 0, NOBODY);

  private static final Comparator<Claim> BEST_FIRST =
      Comparator.comparingDouble(Claim::cost)
          .thenComparing(Claim::lot, (one, other) -> Long.compareUnsigned(other, one))
          .thenComparingInt(Claim::ordinal);

  private final SortedMap<Integer, Integer> weights;
  private final int[] ordinals;
  private final Group[] groups;
  private final long seed;

  private RendezvousRing(SortedMap<Integer, Integer> weights, long seed) {
    this.weights = weights;
    this.seed = seed;
    ordinals = HashRing.ordinals(weights);
    TreeMap<Integer, List<Integer>> byWeight =
        weights.keySet().stream()
            .collect(Collectors.groupingBy(weights::get, TreeMap::new, Collectors.toList()));
    groups =
        byWeight.entrySet().stream()
            .map(entry -> new Group(entry.getKey(), entry.getValue(), seed))
            .toArray(Group[]::new);
  }

  /**
   * Builds a ring. The order of the map's entries does not matter.
   *
   * @param weightsByOrdinal the weight of each ordinal: ordinals 0 to {@link HashRing#MAX_ORDINAL},
   *     weights from 1; empty for a ring that owns nothing
   * @param seed another seed is another, unrelated ring
   * @throws IllegalArgumentException where a number is out of range
   */
  public static RendezvousRing of(Map<Integer, Integer> weightsByOrdinal, long seed) {
    return new RendezvousRing(HashRing.checked(weightsByOrdinal), seed);
  }

  @Override
  public int owner(long hash) {
    if (groups.length == 1) {
      return groups[0].ordinals[groups[0].best(hash)];
    }
    Claim best = NONE;
    for (Group group : groups) {
      Claim claim = group.claim(group.best(hash), hash);
      best = BEST_FIRST.compare(claim, best) < 0 ? claim : best;
    }
    return best.ordinal;
  }

  @Override
  public RingWalk walk(long hash) {
    return new CostWalk(hash);
  }

  /**
   * {@inheritDoc}
   *
   * <p>It is xxh3_64 of {@code seed int64 LE}, then for each ordinal, ascending, {@code ordinal
   * int32 LE ‖ weight int32 LE}. Weights that are all a multiple of another ring's have another
   * checksum, though they map alike.
   */
  @Override
  public long checksum() {
    HashStream64 stream = XxHash3.stream().putLong(seed);
    weights.forEach((ordinal, weight) -> stream.putInt(ordinal).putInt(weight));
    return stream.getAsLong();
  }

  @Override
  public int[] ordinals() {
    return ordinals.clone();
  }

  @Override
  public SortedMap<Integer, Integer> weights() {
    return weights;
  }

  /** What an ordinal bids for a key; the least cost wins. */
  private record Claim(double cost, long lot, int ordinal) {}

  /** The ordinals of one weight, ascending. */
  private static final class Group {
    private final int weight;
    private final int[] ordinals;
    private final long[] nodes;

    Group(int weight, List<Integer> members, long seed) {
      this.weight = weight;
      ordinals = members.stream().mapToInt(Integer::intValue).toArray();
      nodes = members.stream().mapToLong(ordinal -> XxHash3.point(seed, ordinal, 0)).toArray();
    }

    /** The place of the highest lot. */
    int best(long hash) {
      int best = 0;
      long highest = XxHash3.lot(hash, nodes[0]);
      for (int place = 1; place < nodes.length; place++) {
        long lot = XxHash3.lot(hash, nodes[place]);
        if (Long.compareUnsigned(lot, highest) > 0) {
          best = place;
          highest = lot;
        }
      }
      return best;
    }

    Claim claim(int place, long hash) {
      long lot = XxHash3.lot(hash, nodes[place]);
      double uniform = (2 * (lot >>> 12) + 1) * HALF_STEP;
      return new Claim(-StrictMath.log(uniform) / weight, lot, ordinals[place]);
    }
  }

  /** Most walks end after their first step, so the claims are put in order at the second. */
  private final class CostWalk implements RingWalk {
    private final long hash;
    private boolean begun;
    private @Nullable PriorityQueue<Claim> claims;

    CostWalk(long hash) {
      this.hash = hash;
    }

    @Override
    public int next() {
      if (!begun) {
        begun = true;
        return owner(hash);
      }
      PriorityQueue<Claim> rest = claims;
      if (rest == null) {
        rest = ordered();
        rest.poll();
        claims = rest;
      }
      Claim next = rest.poll();
      return next == null ? NOBODY : next.ordinal;
    }

    private PriorityQueue<Claim> ordered() {
      PriorityQueue<Claim> ordered = new PriorityQueue<>(Math.max(1, ordinals.length), BEST_FIRST);
      for (Group group : groups) {
        for (int place = 0; place < group.ordinals.length; place++) {
          ordered.add(group.claim(place, hash));
        }
      }
      return ordered;
    }
  }
}

package dev.ringmaster.ring.measure;

import dev.ringmaster.ring.RendezvousRing;
import dev.ringmaster.ring.Ring;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How evenly a ring spreads keys. A share is fair where it is as the ordinal's weight is to the sum
 * of all weights.
 *
 * @param shares the share of the keys of each ordinal; they sum to 1
 * @param peakToMean the largest share relative to its fair share: 1 is perfect, 1.2 means that one
 *     replica gets 20 % more than it should; 1 for an empty ring
 * @param deviation the standard deviation of the shares relative to their fair shares, 0 for an
 *     empty ring
 */
public record RingBalance(SortedMap<Integer, Double> shares, double peakToMean, double deviation) {
  public RingBalance {
    shares = Collections.unmodifiableSortedMap(new TreeMap<>(shares));
  }

  /**
   * Measures a ring over all keys that there can be. With rendezvous each ordinal has its fair
   * share of them, since each of 2^64 hashes draws anew.
   */
  public static RingBalance of(Ring ring) {
    if (ring instanceof RendezvousRing) {
      return of(ring, ring.weights().isEmpty() ? new TreeMap<>() : fairShares(ring));
    }
    return Sweep.balance(ring);
  }

  static RingBalance of(Ring ring, SortedMap<Integer, Double> shares) {
    double[] loads = shares.isEmpty() ? new double[0] : loads(shares, fairShares(ring));
    return new RingBalance(shares, peak(loads), deviation(loads));
  }

  private static double[] loads(
      SortedMap<Integer, Double> shares, SortedMap<Integer, Double> fair) {
    return shares.entrySet().stream()
        .mapToDouble(entry -> entry.getValue() / fair.getOrDefault(entry.getKey(), 1.0))
        .toArray();
  }

  /** What each ordinal should have; nobody has all of an empty ring. */
  static SortedMap<Integer, Double> fairShares(Ring ring) {
    SortedMap<Integer, Integer> weights = ring.weights();
    double sum = weights.values().stream().mapToLong(Integer::longValue).sum();
    SortedMap<Integer, Double> fair = new TreeMap<>();
    weights.forEach((ordinal, weight) -> fair.put(ordinal, weight / sum));
    return fair.isEmpty() ? new TreeMap<>(Map.of(Ring.NOBODY, 1.0)) : fair;
  }

  private static double peak(double[] loads) {
    double peak = loads.length == 0 ? 1 : 0;
    for (double load : loads) {
      peak = Math.max(peak, load);
    }
    return peak;
  }

  /** The fair load is 1. */
  private static double deviation(double[] loads) {
    double squares = 0;
    for (double load : loads) {
      squares += (load - 1) * (load - 1);
    }
    return Math.sqrt(squares / Math.max(1, loads.length));
  }
}

package dev.ringmaster.ring;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How evenly a ring spreads keys. Shares are measured along the whole hash space, exact but for the
 * rounding of points to multiples of 2^-53; a share is fair where it is as the ordinal's weight is
 * to the sum of all weights.
 *
 * @param shares the share of the hash space of each ordinal; they sum to 1
 * @param peakToMean the largest share relative to its fair share: 1 is perfect, 1.2 means that one
 *     replica gets 20 % more than it should; 1 for an empty ring
 * @param deviation the standard deviation of the shares relative to their fair shares, 0 for an
 *     empty ring
 */
public record RingBalance(SortedMap<Integer, Double> shares, double peakToMean, double deviation) {
  public RingBalance {
    shares = Collections.unmodifiableSortedMap(new TreeMap<>(shares));
  }

  /** Measures a ring. */
  public static RingBalance of(HashRing ring) {
    SortedMap<Integer, Double> shares = shares(ring);
    double sum = ring.weights().values().stream().mapToLong(Integer::longValue).sum();
    double[] loads = new double[shares.size()];
    int next = 0;
    for (Map.Entry<Integer, Integer> entry : ring.weights().entrySet()) {
      loads[next++] = shares.getOrDefault(entry.getKey(), 0.0) * sum / entry.getValue();
    }
    return new RingBalance(shares, peak(loads), deviation(loads));
  }

  private static SortedMap<Integer, Double> shares(HashRing ring) {
    TreeMap<Integer, Double> shares = new TreeMap<>();
    ring.weights().keySet().forEach(ordinal -> shares.put(ordinal, 0.0));
    PointTable table = ring.table();
    long position = 0;
    for (int place = 0; place <= table.size() && !shares.isEmpty(); place++) {
      double share = (double) (table.position(place) - position) / PointTable.WHOLE;
      shares.merge(table.owner(place), share, Double::sum);
      position = table.position(place);
    }
    return shares;
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

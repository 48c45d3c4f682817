package dev.ringmaster.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many requests each replica answered.
 *
 * @param replicas by name, in the order of their ordinals
 * @param counts one per replica
 */
public record Spread(List<String> replicas, List<Long> counts) {
  public Spread {
    replicas = List.copyOf(replicas);
    counts = List.copyOf(counts);
    if (replicas.size() != counts.size()) {
      throw new IllegalArgumentException(
          "%d counts (expected: %d, one per replica)".formatted(counts.size(), replicas.size()));
    }
  }

  /** Replicas that answered nothing count 0; who answered without being listed comes last. */
  public static Spread of(List<String> replicas, Map<String, Long> counts) {
    List<String> names = new ArrayList<>(replicas);
    new TreeMap<>(counts)
        .keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
    return new Spread(names, names.stream().map(name -> counts.getOrDefault(name, 0L)).toList());
  }

  public long total() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** The average load; 0 without replicas. */
  public double mean() {
    return counts.isEmpty() ? 0 : (double) total() / counts.size();
  }

  /** The greatest load relative to the average: 1 is perfect; 1 without requests. */
  public double peakToMean() {
    long peak = counts.stream().mapToLong(Long::longValue).max().orElse(0);
    return total() == 0 ? 1 : peak / mean();
  }

  /** The standard deviation of the loads, in requests. */
  public double deviation() {
    double mean = mean();
    double squares = counts.stream().mapToDouble(count -> (count - mean) * (count - mean)).sum();
    return counts.isEmpty() ? 0 : Math.sqrt(squares / counts.size());
  }
}

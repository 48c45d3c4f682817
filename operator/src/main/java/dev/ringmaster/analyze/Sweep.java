package dev.ringmaster.analyze;

import java.util.List;

/**
 * Measurements of one balancer at growing numbers of replicas.
 *
 * @param name of the algorithm, or of the balancer that was given
 * @param key what places the requests
 */
public record Sweep(String name, String key, List<Measurement> points) {
  public Sweep {
    points = List.copyOf(points);
  }

  /** The measurement with so many replicas. */
  public Measurement at(int n) {
    return points.stream()
        .filter(point -> point.n() == n)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": nothing measured at N = " + n));
  }

  public long requests() {
    return points.stream().mapToLong(Measurement::requests).sum();
  }

  public long failed() {
    return points.stream().mapToLong(Measurement::failed).sum();
  }
}

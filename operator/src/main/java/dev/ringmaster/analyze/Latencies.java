package dev.ringmaster.analyze;

import java.time.Duration;
import java.util.Arrays;

/** Exact quantiles (nearest rank); all zero where nothing was measured. */
public record Latencies(Duration p50, Duration p99, Duration p999, Duration max) {
  /** Of these, in nanoseconds. */
  public static Latencies of(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Latencies(
        quantile(sorted, 0.5),
        quantile(sorted, 0.99),
        quantile(sorted, 0.999),
        quantile(sorted, 1));
  }

  private static Duration quantile(long[] sorted, double part) {
    int rank = (int) Math.ceil(part * sorted.length);
    return sorted.length == 0 ? Duration.ZERO : Duration.ofNanos(sorted[Math.max(1, rank) - 1]);
  }
}

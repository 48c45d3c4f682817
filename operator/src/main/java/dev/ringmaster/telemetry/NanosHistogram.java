package dev.ringmaster.telemetry;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Durations in classes. Any thread. */
final class NanosHistogram {
  private final long[] bounds;
  private final LongAdder[] counts;
  private final LongAdder sum = new LongAdder();

  /**
   * Nothing yet.
   *
   * @param micros upper bounds of the classes, inclusive, ascending; a last class without bound is
   *     added
   */
  private NanosHistogram(int... micros) {
    bounds = new long[micros.length];
    for (int i = 0; i < micros.length; i++) {
      bounds[i] = micros[i] * 1_000L;
    }
    counts = adders(micros.length + 1);
  }

  /** Half a millisecond to half a minute. */
  static NanosHistogram ofRequests() {
    return new NanosHistogram(
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        30_000_000);
  }

  /** A twentieth of a second to a minute. */
  static NanosHistogram ofStarts() {
    return new NanosHistogram(
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        30_000_000,
        60_000_000);
  }

  static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }

  void record(long nanos) {
    int place = 0;
    while (place < bounds.length && nanos > bounds[place]) {
      place++;
    }
    counts[place].increment();
    sum.add(nanos);
  }

  double sumSeconds() {
    return sum.sum() / 1e9;
  }

  ClassicHistogramBuckets buckets() {
    double[] seconds =
        LongStream.concat(LongStream.of(bounds), LongStream.of(Long.MAX_VALUE))
            .mapToDouble(bound -> bound == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : bound / 1e9)
            .toArray();
    long[] now = Stream.of(counts).mapToLong(LongAdder::sum).toArray();
    return ClassicHistogramBuckets.of(seconds, now);
  }
}

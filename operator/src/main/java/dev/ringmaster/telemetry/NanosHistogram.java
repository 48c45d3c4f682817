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
   * @param bounds upper bounds of the classes, inclusive, ascending, in nanoseconds; a last class
   *     without bound is added
   */
  NanosHistogram(long... bounds) {
    this.bounds = bounds;
    counts = adders(bounds.length + 1);
  }

  static LongAdder[] adders(int count) {
    return Stream.generate(LongAdder::new).limit(count).toArray(LongAdder[]::new);
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

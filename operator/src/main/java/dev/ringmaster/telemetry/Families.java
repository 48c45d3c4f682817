package dev.ringmaster.telemetry;

import dev.ringmaster.telemetry.BalancerCollector.Row;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Metric families of the same rows, one balancer each. */
final class Families {
  private final List<Row> rows;
  private final MetricSnapshots.Builder all = MetricSnapshots.builder();

  Families(List<Row> rows) {
    this.rows = rows;
  }

  /** Adds a counter; the format adds {@code _total} to its name. */
  void counter(String name, String help, Function<Row, Long> value) {
    CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
    rows.forEach(row -> family.dataPoint(count(value.apply(row), labels(row))));
    all.metricSnapshot(family.build());
  }

  /** Adds a counter with a value for each value of one more label. */
  void counter(String name, String help, String label, Function<Row, Map<String, Long>> values) {
    CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
    for (Row row : rows) {
      values
          .apply(row)
          .forEach((key, value) -> family.dataPoint(count(value, labels(row).add(label, key))));
    }
    all.metricSnapshot(family.build());
  }

  /** Adds a counter that belongs to no balancer. */
  void refusals(String name, String help, Map<String, Long> values) {
    CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
    values.forEach((key, value) -> family.dataPoint(count(value, Labels.of("category", key))));
    all.metricSnapshot(family.build());
  }

  /**
   * Adds a gauge.
   *
   * @param value null: this balancer has none
   */
  void gauge(String name, String help, Function<Row, @Nullable Double> value) {
    GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
    for (Row row : rows) {
      Double now = value.apply(row);
      if (now != null) {
        family.dataPoint(level(now, labels(row)));
      }
    }
    all.metricSnapshot(family.build());
  }

  /** Adds a gauge with a value for each value of one more label. */
  void gauge(String name, String help, String label, Function<Row, Map<String, Long>> values) {
    GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
    for (Row row : rows) {
      values
          .apply(row)
          .forEach((key, value) -> family.dataPoint(level(value, labels(row).add(label, key))));
    }
    all.metricSnapshot(family.build());
  }

  void histogram(String name, String help, Function<Row, NanosHistogram> durations) {
    HistogramSnapshot.Builder family = HistogramSnapshot.builder().name(name).help(help);
    for (Row row : rows) {
      NanosHistogram seen = durations.apply(row);
      family.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(labels(row))
              .classicHistogramBuckets(seen.buckets())
              .sum(seen.sumSeconds())
              .build());
    }
    all.metricSnapshot(family.build());
  }

  MetricSnapshots snapshots() {
    return all.build();
  }

  private static Labels labels(Row row) {
    return Labels.of("namespace", row.view().namespace(), "balancer", row.view().name());
  }

  private static CounterDataPointSnapshot count(Number value, Labels labels) {
    return CounterDataPointSnapshot.builder().value(value.doubleValue()).labels(labels).build();
  }

  private static GaugeDataPointSnapshot level(Number value, Labels labels) {
    return GaugeDataPointSnapshot.builder().value(value.doubleValue()).labels(labels).build();
  }
}

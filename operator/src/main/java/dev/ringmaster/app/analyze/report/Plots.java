package dev.ringmaster.app.analyze.report;

import dev.ringmaster.analyze.Kill;
import dev.ringmaster.analyze.Measurement;
import dev.ringmaster.analyze.Report;
import dev.ringmaster.analyze.Sweep;
import dev.ringmaster.chart.Chart;
import dev.ringmaster.chart.Charts;
import dev.ringmaster.chart.Series;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The charts of the report. */
final class Plots {
  private static final int TENTHS_BEFORE = -10;
  private static final int TENTHS_AFTER = 30;

  private Plots() {}

  static String load(Measurement point) {
    return Charts.svg(
        new Chart(
            "Load per replica, N = " + point.n(),
            "replica",
            "requests",
            Chart.Kind.BARS,
            point.spread().replicas(),
            List.of(
                new Series(
                    "requests",
                    point.spread().counts().stream().map(Long::doubleValue).toList()))));
  }

  static String average(Sweep sweep) {
    return lines(
        "Average load per replica", "requests", List.of(sweep), point -> point.spread().mean());
  }

  static String peakToMean(List<Sweep> sweeps) {
    return lines(
        "Busiest replica over the average (1 is perfect)",
        "max / mean",
        sweeps,
        point -> point.spread().peakToMean());
  }

  static String deviation(List<Sweep> sweeps) {
    return lines(
        "Standard deviation of the load (0 is perfect)",
        "requests",
        sweeps,
        point -> point.spread().deviation());
  }

  private static String lines(
      String title, String unit, List<Sweep> sweeps, ToDoubleFunction<Measurement> figure) {
    return Charts.svg(
        new Chart(
            title,
            "N, number of replicas",
            unit,
            Chart.Kind.LINES,
            sweeps.getFirst().points().stream().map(point -> "" + point.n()).toList(),
            sweeps.stream()
                .map(sweep ->
                    new Series(
                        sweep.name(), sweep.points().stream().map(figure::applyAsDouble).toList()))
                .toList()));
  }

  /** Replica by replica, the algorithms side by side. */
  static String algorithms(List<Sweep> sweeps) {
    int n = Report.REPLICAS;
    return Charts.svg(
        new Chart(
            "Load per replica by algorithm, N = " + n,
            "replica, by ordinal",
            "requests",
            Chart.Kind.BARS,
            IntStream.range(0, n).mapToObj(Integer::toString).toList(),
            sweeps.stream().map(sweep -> new Series(sweep.name(), counts(sweep.at(n)))).toList()));
  }

  private static List<Double> counts(Measurement point) {
    return point.spread().counts().stream().limit(point.n()).map(Long::doubleValue).toList();
  }

  static String timeline(Kill.Done kill) {
    List<Kill.Moment> shown =
        kill.timeline().stream()
            .filter(moment -> moment.tenths() >= TENTHS_BEFORE && moment.tenths() < TENTHS_AFTER)
            .toList();
    return Charts.svg(
        new Chart(
            "Latency around the kill, by tenth of a second",
            "seconds since the kill at which the request was due",
            "milliseconds",
            Chart.Kind.LINES,
            shown.stream()
                .map(moment -> String.format(Locale.ROOT, "%.1f", moment.tenths() / 10.0))
                .toList(),
            List.of(
                new Series("slowest", shown.stream().map(Kill.Moment::max).toList()),
                new Series("median", shown.stream().map(Kill.Moment::median).toList()))));
  }

  static boolean hasTimeline(Kill.Done kill) {
    return kill.timeline().stream()
        .anyMatch(moment -> moment.tenths() >= TENTHS_BEFORE && moment.tenths() < TENTHS_AFTER);
  }
}

package dev.ringmaster.app.analyze.report;

import static dev.ringmaster.app.analyze.report.Html.escaped;
import static dev.ringmaster.app.analyze.report.Html.paragraph;
import static dev.ringmaster.app.analyze.report.Html.two;
import static dev.ringmaster.app.analyze.report.Html.whole;

import dev.ringmaster.analyze.Measurement;
import dev.ringmaster.analyze.Oracle;
import dev.ringmaster.analyze.Report;
import dev.ringmaster.analyze.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of the fourth analysis. */
final class AlgorithmTables {
  private AlgorithmTables() {}

  static String evenness(List<Sweep> sweeps) {
    List<String> head = new ArrayList<>(List.of("Max / mean (deviation)"));
    sweeps.getFirst().points().forEach(point -> head.add("N = " + point.n()));
    head.add("Requests/s, N = " + Report.REPLICAS);
    return Html.table(head, sweeps.stream().map(AlgorithmTables::row).toList());
  }

  private static List<String> row(Sweep sweep) {
    List<String> row = new ArrayList<>(List.of(sweep.name()));
    sweep
        .points()
        .forEach(point ->
            row.add(
                "%s (%s)"
                    .formatted(
                        two(point.spread().peakToMean()), whole(point.spread().deviation()))));
    row.add(whole(sweep.at(Report.REPLICAS).requestsPerSecond()));
    return row;
  }

  /** The classic counts beside what they must be. */
  static String oracle(List<Sweep> sweeps) {
    List<List<String>> rows = new ArrayList<>();
    for (Sweep sweep : sweeps) {
      for (Measurement point : sweep.points()) {
        if (point.outlier() != null) {
          addRow(rows, sweep.name() + " (first of two)", point.outlier());
        }
        addRow(rows, sweep.name(), point);
      }
    }
    return "<h3>"
        + escaped("The classic counts and the oracle")
        + "</h3>\n"
        + paragraph(
            "The classic algorithm draws one of 900,000 ids for each request, so the expectation is exact: all ids are tried on the ring. Each count must be within three standard deviations (|z| ≤ 3). One healthy measurement in a hundred is not, by chance; it is measured once more, and both are shown.")
        + Html.table(List.of("Algorithm", "N", "Requests", "Expected", "z", ""), rows);
  }

  private static void addRow(List<List<String>> rows, String name, Measurement point) {
    Oracle.Check check = point.check();
    if (check != null) {
      rows.add(
          List.of(
              name,
              "" + point.n(),
              point.spread().counts().stream().map(Html::whole).collect(Collectors.joining(" / ")),
              check.expected().stream().map(Html::whole).collect(Collectors.joining(" / ")),
              check.z().stream().map(Html::two).collect(Collectors.joining(" / ")),
              check.passes() ? "PASS" : "FAIL"));
    }
  }
}

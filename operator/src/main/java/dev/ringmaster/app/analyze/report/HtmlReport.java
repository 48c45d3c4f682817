package dev.ringmaster.app.analyze.report;

import static dev.ringmaster.app.analyze.report.Html.escaped;
import static dev.ringmaster.app.analyze.report.Html.paragraph;
import static dev.ringmaster.app.analyze.report.Html.two;
import static dev.ringmaster.app.analyze.report.Html.whole;

import dev.ringmaster.analyze.EndpointCheck;
import dev.ringmaster.analyze.Kill;
import dev.ringmaster.analyze.Measurement;
import dev.ringmaster.analyze.Report;
import dev.ringmaster.analyze.Setting;
import dev.ringmaster.analyze.Sweep;
import dev.ringmaster.analyze.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** One page with style and plots inside: it can be mailed, printed, and opened years later. */
public final class HtmlReport {
  private final Report report;

  private HtmlReport(Report report) {
    this.report = report;
  }

  /** The whole page. */
  public static String page(Report report) {
    HtmlReport page = new HtmlReport(report);
    String body =
        page.header() + page.first() + page.second() + page.third() + page.fourth() + page.method();
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Ringmaster: analysis of %s</title>
    <style>
    %s</style>
    </head>
    <body>
    <main>
    %s</main>
    </body>
    </html>
    """
        .formatted(escaped(report.setting().target()), style(), body);
  }

  private static String style() {
    try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private String header() {
    long failures =
        report.verdicts().stream()
            .filter(verdict -> verdict.outcome() == Verdict.Outcome.FAIL)
            .count();
    String headline =
        failures == 0
            ? "Nothing is wrong"
            : failures == 1 ? "One finding is wrong" : failures + " findings are wrong";
    return """
    <header>
    <p class="product">Ringmaster analysis</p>
    <h1 class="%s">%s</h1>
    <p>%s, %s</p>
    </header>
    <ul class="verdicts">
    %s</ul>
    """
        .formatted(
            failures == 0 ? "pass" : "fail",
            headline,
            escaped(report.setting().target()),
            escaped(report.setting().date()),
            report.verdicts().stream().map(HtmlReport::card).collect(Collectors.joining()));
  }

  private static String card(Verdict verdict) {
    return "<li class=\"%s\"><b>%s</b> <span class=\"badge\">%s</span><p>%s</p></li>\n"
        .formatted(
            verdict.outcome().name().toLowerCase(Locale.ROOT),
            escaped(verdict.title()),
            verdict.outcome(),
            escaped(verdict.text()));
  }

  private String first() {
    Measurement point = report.target().at(Report.REPLICAS);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < point.spread().replicas().size(); i++) {
      long count = point.spread().counts().get(i);
      rows.add(
          List.of(
              point.spread().replicas().get(i),
              whole(count),
              two(100.0 * count / Math.max(1, point.spread().total())) + " %"));
    }
    return section(
        "A-1",
        "Load per replica at N = " + Report.REPLICAS,
        paragraph(
                "%s asynchronous GET /home, %d in flight at all times. The requests bear: %s. %s requests a second; the family's published: 110 to 120."
                    .formatted(
                        whole(point.requests()),
                        report.setting().connections(),
                        report.target().key(),
                        whole(point.requestsPerSecond())))
            + "<div class=\"side\">\n"
            + Html.figure(Plots.load(point))
            + Html.table(List.of("Replica", "Requests", "Share"), rows)
            + "</div>\n");
  }

  private String second() {
    Sweep sweep = report.target();
    List<List<String>> rows =
        sweep.points().stream()
            .map(point ->
                List.of(
                    "" + point.n(),
                    whole(point.spread().mean()),
                    two(point.spread().peakToMean()),
                    whole(point.spread().deviation()),
                    whole(point.failed()),
                    whole(point.requestsPerSecond())))
            .toList();
    return section(
        "A-2",
        "Load by number of replicas",
        paragraph(
                "The same load for each N. The average is requests / N by definition and says nothing of the balance; how far the busiest replica is above it does, and so does the standard deviation.")
            + Html.figures(
                List.of(
                    Plots.peakToMean(List.of(sweep)),
                    Plots.deviation(List.of(sweep)),
                    Plots.average(sweep)))
            + Html.table(
                List.of("N", "Average", "Max / mean", "Deviation", "Failed", "Requests/s"), rows));
  }

  private String third() {
    return section(
        "A-3", "A replica killed, every endpoint exercised", kill(report.kill()) + endpoints());
  }

  private static String kill(Kill kill) {
    return switch (kill) {
      case Kill.Skipped skipped ->
          "<p class=\"note\"><b>The kill was skipped:</b> " + escaped(skipped.reason()) + "</p>\n";
      case Kill.Done done -> kill(done);
    };
  }

  private static String kill(Kill.Done kill) {
    String losses =
        kill.losses().isEmpty()
            ? ""
            : paragraph("The first losses: " + String.join("; ", kill.losses()));
    return paragraph(
            "An open loop of %s requests a second, each due at its moment however slow the replies; the client sends nothing twice. %s was ended by %s with %s requests in flight."
                .formatted(
                    whole((long) kill.rate()),
                    kill.victim(),
                    kill.how(),
                    whole((long) kill.inFlight())))
        + Html.figures(Plots.hasTimeline(kill) ? List.of(Plots.timeline(kill)) : List.of())
        + Html.textTable(
            List.of("Figure", "Here", "Published by the family"),
            List.of(
                List.of(
                    "From SIGKILL until N is back, under a new name",
                    kill.recovery().map(HtmlReport::seconds).orElse("never"),
                    "family: 0.744 s at best"),
                List.of(
                    "Requests lost",
                    whole(kill.lost()) + " of " + whole(kill.requests()),
                    "family: 0 to 5 of 10,000"),
                List.of(
                    "POSTs cut, answered 502 and not sent twice",
                    whole(kill.cutPosts()),
                    "family: not told"),
                List.of(
                    "Latency: median / p99 / p99.9 / maximum",
                    List.of(
                            kill.latencies().p50(),
                            kill.latencies().p99(),
                            kill.latencies().p999(),
                            kill.latencies().max())
                        .stream()
                        .map(HtmlReport::millis)
                        .collect(Collectors.joining(" / ", "", " ms")),
                    "family: not told")))
        + losses;
  }

  private String endpoints() {
    return "<h3>Endpoints</h3>\n"
        + Html.textTable(
            List.of("Call", "Expected", "Got", ""),
            report.endpoints().stream().map(HtmlReport::row).toList());
  }

  private static List<String> row(EndpointCheck check) {
    return List.of(check.call(), check.expected(), check.got(), check.passed() ? "PASS" : "FAIL");
  }

  private String fourth() {
    List<Sweep> sweeps = report.algorithms();
    return section(
        "A-4",
        "Every algorithm",
        paragraph(
                "A-1 and A-2 again, each on a balancer of its own with sample replicas. The keyed algorithms place a request by its %s; the classic one by %s, so a client stays with nobody."
                    .formatted(report.target().key(), "a random id that the balancer draws"))
            + Html.figures(
                List.of(
                    Plots.algorithms(sweeps), Plots.peakToMean(sweeps), Plots.deviation(sweeps)))
            + AlgorithmTables.evenness(sweeps)
            + AlgorithmTables.oracle(sweeps));
  }

  private String method() {
    Setting setting = report.setting();
    String load =
        setting.loadAverage() < 0 ? "not known" : two(setting.loadAverage()) + " before the start";
    return section(
        "Method",
        "How this was measured",
        paragraph(
                "One client process on one event loop, HTTP/1.1 with a connection for each request in flight, the load and the balancer on the same machine where the address says so. It never retries, and checks status and body of every reply. Users are drawn with seed %d."
                    .formatted(setting.seed()))
            + Html.textTable(
                List.of("", ""),
                List.of(
                    List.of("Machine", setting.cores() + " cores, " + setting.os()),
                    List.of("JDK", setting.jdk()),
                    List.of("Load average", load),
                    List.of("Date", setting.date()),
                    List.of("Requests for each measurement", whole(setting.requests())),
                    List.of("In flight", whole(setting.connections())))));
  }

  private static String section(String number, String title, String html) {
    return "<section>\n<h2><span>%s</span> %s</h2>\n%s</section>\n"
        .formatted(number, escaped(title), html);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
  }
}

package dev.ringmaster.analyze;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From figures to verdicts. */
final class Verdicts {
  /** The best that the family of these balancers has published. */
  static final Duration FAMILY_RECOVERY = Duration.ofMillis(744);

  private Verdicts() {}

  static List<Verdict> of(Report report) {
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(answered(report));
    verdicts.add(classic(report.algorithms()));
    verdicts.add(endpoints(report.endpoints()));
    verdicts.addAll(kill(report.kill()));
    verdicts.add(evenness(report));
    verdicts.addAll(busy(report.setting()));
    report.restored().ifPresent(restored -> verdicts.add(restored(restored)));
    return verdicts;
  }

  private static Verdict answered(Report report) {
    List<Sweep> sweeps =
        Stream.concat(Stream.of(report.target()), report.algorithms().stream()).toList();
    long requests = sweeps.stream().mapToLong(Sweep::requests).sum();
    long failed = sweeps.stream().mapToLong(Sweep::failed).sum();
    String text =
        failed == 0
            ? say("%,d requests, every one answered as it should be", requests)
            : say("%,d of %,d requests failed: %s", failed, requests, firstFailure(sweeps));
    return Verdict.of(failed == 0, "Load", text);
  }

  private static String firstFailure(List<Sweep> sweeps) {
    return sweeps.stream()
        .flatMap(sweep -> sweep.points().stream())
        .flatMap(point -> point.failures().stream())
        .findFirst()
        .orElse("no reason kept");
  }

  private static Verdict classic(List<Sweep> sweeps) {
    List<String> wrong = new ArrayList<>();
    double worst = 0;
    int checked = 0;
    for (Sweep sweep : sweeps) {
      for (Measurement point : sweep.points()) {
        if (point.check() != null) {
          checked += point.n();
          worst = Math.max(worst, point.check().worst());
          if (!point.check().passes()) {
            wrong.add(
                say("%s at N = %d: z = %.1f", sweep.name(), point.n(), point.check().worst()));
          }
        }
      }
    }
    String text =
        wrong.isEmpty()
            ? say(
                "all %d counts are within 3σ of the exact expectation (the farthest: %.2fσ)",
                checked, worst)
            : "farther than 3σ from the exact expectation, twice in a row: "
                + String.join("; ", wrong);
    return Verdict.of(wrong.isEmpty() && checked > 0, "Classic counts", text);
  }

  private static Verdict endpoints(List<EndpointCheck> checks) {
    List<EndpointCheck> wrong = checks.stream().filter(check -> !check.passed()).toList();
    String text =
        wrong.isEmpty()
            ? say("all %d calls are answered as the contract says", checks.size())
            : say(
                "%d of %d calls are answered otherwise than the contract says: %s",
                wrong.size(),
                checks.size(),
                wrong.stream().map(EndpointCheck::call).collect(Collectors.joining("; ")));
    return Verdict.of(wrong.isEmpty() && !checks.isEmpty(), "Endpoints", text);
  }

  private static List<Verdict> kill(Kill kill) {
    return switch (kill) {
      case Kill.Skipped skipped ->
          List.of(new Verdict(Verdict.Outcome.NOTE, "Kill skipped", skipped.reason()));
      case Kill.Done done -> List.of(lost(done), recovery(done));
    };
  }

  private static Verdict lost(Kill.Done kill) {
    String posts =
        kill.cutPosts() == 0
            ? ""
            : say(
                "; %,d POSTs were cut and answered 502, since they may not be sent twice",
                kill.cutPosts());
    String text =
        say(
                "%,d of %,d requests lost when %s was killed with %,d in flight",
                kill.lost(), kill.requests(), kill.victim(), kill.inFlight())
            + (kill.losses().isEmpty() ? "" : " (" + kill.losses().getFirst() + ")")
            + posts
            + "; the family's published: 0 to 5 of 10,000";
    return Verdict.of(kill.lost() == 0, "Requests lost", text);
  }

  private static Verdict recovery(Kill.Done kill) {
    if (kill.recovery().isEmpty()) {
      return new Verdict(
          Verdict.Outcome.FAIL,
          "Recovery",
          say("%s was killed and %d replicas never came back", kill.victim(), kill.replicas()));
    }
    Duration recovery = kill.recovery().get();
    boolean faster = recovery.compareTo(FAMILY_RECOVERY) <= 0;
    return new Verdict(
        faster ? Verdict.Outcome.PASS : Verdict.Outcome.NOTE,
        "Recovery",
        say(
            "%.3f s from SIGKILL until %d replicas were routable again; the family's best published: %.3f s%s",
            seconds(recovery),
            kill.replicas(),
            seconds(FAMILY_RECOVERY),
            faster ? "" : " (a busy machine starts processes slowly)"));
  }

  private static Verdict evenness(Report report) {
    String each =
        report.algorithms().stream()
            .map(sweep ->
                say("%s %.2f", sweep.name(), sweep.at(Report.REPLICAS).spread().peakToMean()))
            .collect(Collectors.joining(", "));
    return new Verdict(
        Verdict.Outcome.NOTE,
        "Evenness",
        say("busiest replica over the average at N = %d: %s", Report.REPLICAS, each));
  }

  /** More processes want to run than there are cores. */
  private static List<Verdict> busy(Setting setting) {
    if (setting.loadAverage() <= setting.cores()) {
      return List.of();
    }
    return List.of(
        new Verdict(
            Verdict.Outcome.NOTE,
            "Busy machine",
            say(
                "the load average was %.1f on %d cores before the start: times and rates say little",
                setting.loadAverage(), setting.cores())));
  }

  private static Verdict restored(Report.Restored restored) {
    boolean passed = restored.before() == restored.after();
    return Verdict.of(
        passed,
        "Put back",
        passed
            ? say("N is %d again, as before", restored.before())
            : say("N was %d and is %d now", restored.before(), restored.after()));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

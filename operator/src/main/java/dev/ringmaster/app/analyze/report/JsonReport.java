package dev.ringmaster.app.analyze.report;

import dev.ringmaster.analyze.EndpointCheck;
import dev.ringmaster.analyze.Kill;
import dev.ringmaster.analyze.Latencies;
import dev.ringmaster.analyze.Measurement;
import dev.ringmaster.analyze.Oracle;
import dev.ringmaster.analyze.Report;
import dev.ringmaster.analyze.Setting;
import dev.ringmaster.analyze.Sweep;
import dev.ringmaster.analyze.Verdict;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** The figures for programs; docs/analyze.md has the shape. Times are seconds or milliseconds. */
public final class JsonReport {
  private static final int VERSION = 1;

  private JsonReport() {}

  /** The whole document. */
  public static String text(Report report) {
    JsonObject json =
        new JsonObject()
            .put("version", VERSION)
            .put("passed", report.passes())
            .put("verdicts", array(report.verdicts(), JsonReport::verdict))
            .put("setting", setting(report.setting()))
            .put("target", sweep(report.target()))
            .put("endpoints", array(report.endpoints(), JsonReport::endpoint))
            .put("kill", kill(report.kill()))
            .put("algorithms", array(report.algorithms(), JsonReport::sweep));
    report
        .restored()
        .ifPresent(restored ->
            json.put(
                "replicas",
                new JsonObject().put("before", restored.before()).put("after", restored.after())));
    return json.encodePrettily() + "\n";
  }

  private static JsonObject verdict(Verdict verdict) {
    return new JsonObject()
        .put("outcome", verdict.outcome().name())
        .put("title", verdict.title())
        .put("text", verdict.text());
  }

  private static JsonObject setting(Setting setting) {
    return new JsonObject()
        .put("target", setting.target())
        .put("requests", setting.requests())
        .put("connections", setting.connections())
        .put("seed", setting.seed())
        .put("date", setting.date())
        .put("cores", setting.cores())
        .put("jdk", setting.jdk())
        .put("os", setting.os())
        .put("loadAverage", setting.loadAverage());
  }

  private static JsonObject sweep(Sweep sweep) {
    return new JsonObject()
        .put("name", sweep.name())
        .put("key", sweep.key())
        .put("points", array(sweep.points(), JsonReport::point));
  }

  private static JsonObject point(Measurement point) {
    JsonObject json =
        new JsonObject()
            .put("n", point.n())
            .put("replicas", new JsonArray(point.spread().replicas()))
            .put("counts", new JsonArray(point.spread().counts()))
            .put("failed", point.failed())
            .put("failures", new JsonArray(point.failures()))
            .put("seconds", seconds(point.elapsed()))
            .put("requestsPerSecond", point.requestsPerSecond())
            .put("mean", point.spread().mean())
            .put("peakToMean", point.spread().peakToMean())
            .put("deviation", point.spread().deviation());
    Oracle.Check check = point.check();
    if (check != null) {
      json.put(
          "oracle",
          new JsonObject()
              .put("expected", new JsonArray(check.expected()))
              .put("z", new JsonArray(check.z()))
              .put("passed", check.passes()));
    }
    Measurement outlier = point.outlier();
    if (outlier != null) {
      json.put("outlier", point(outlier));
    }
    return json;
  }

  private static JsonObject endpoint(EndpointCheck check) {
    return new JsonObject()
        .put("call", check.call())
        .put("expected", check.expected())
        .put("got", check.got())
        .put("passed", check.passed());
  }

  private static JsonObject kill(Kill kill) {
    return switch (kill) {
      case Kill.Skipped skipped -> new JsonObject().put("skipped", skipped.reason());
      case Kill.Done done -> done(done);
    };
  }

  private static JsonObject done(Kill.Done kill) {
    return new JsonObject()
        .put("victim", kill.victim())
        .put("how", kill.how())
        .put("replicas", kill.replicas())
        .put("rate", kill.rate())
        .put("inFlight", kill.inFlight())
        .put("requests", kill.requests())
        .put("lost", kill.lost())
        .put("losses", new JsonArray(kill.losses()))
        .put("cutPosts", kill.cutPosts())
        .put("recoverySeconds", kill.recovery().map(JsonReport::seconds).orElse(null))
        .put("latencyMillis", latencies(kill.latencies()))
        .put("timeline", array(kill.timeline(), JsonReport::moment));
  }

  private static JsonObject latencies(Latencies latencies) {
    return new JsonObject()
        .put("p50", millis(latencies.p50()))
        .put("p99", millis(latencies.p99()))
        .put("p999", millis(latencies.p999()))
        .put("max", millis(latencies.max()));
  }

  private static JsonObject moment(Kill.Moment moment) {
    return new JsonObject()
        .put("seconds", moment.tenths() / 10.0)
        .put("medianMillis", moment.median())
        .put("maxMillis", moment.max());
  }

  private static <T> JsonArray array(List<T> items, Function<T, JsonObject> json) {
    return new JsonArray(items.stream().map(json).toList());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}

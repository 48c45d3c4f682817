package dev.ringmaster.analyze;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports to test with: all is well unless it says otherwise. */
public final class Reports {
  private Reports() {}

  /** Nothing is wrong with it. */
  public static Report healthy() {
    return report("s1", checks(true), kill("s1", 0, Optional.of(Duration.ofMillis(400))));
  }

  /** All is named so, what can be. */
  public static Report named(String name) {
    return report(
        name,
        List.of(new EndpointCheck(name, name, name, false)),
        new Kill.Done(
            name,
            name,
            3,
            1_000,
            70,
            10,
            1,
            List.of(name),
            0,
            Optional.empty(),
            Latencies.of(new long[] {1}),
            List.of(new Kill.Moment(0, 1, 2))));
  }

  static Report with(List<EndpointCheck> endpoints, Kill kill) {
    return report("s1", endpoints, kill);
  }

  private static Report report(String name, List<EndpointCheck> endpoints, Kill kill) {
    return new Report(
        setting(name),
        sweep(name, name),
        endpoints,
        kill,
        List.of(sweep("Ring", name), classic(0)),
        Optional.of(new Report.Restored(3, 3)));
  }

  static Setting setting(String target) {
    return new Setting(target, 10_000, 64, 1, "2026-01-02 03:04", 2, "25", "Linux", 0.5);
  }

  static Sweep sweep(String sweep, String replica) {
    List<Measurement> points = new ArrayList<>();
    for (int n = 2; n <= 6; n++) {
      List<String> replicas = new ArrayList<>(List.of(replica));
      for (int i = 1; i < n; i++) {
        replicas.add("t" + i);
      }
      points.add(measurement(replicas, Map.of(replica, 5_000L, "t1", 5_000L)));
    }
    return new Sweep(sweep, "header X-User-Id", points);
  }

  static Measurement measurement(List<String> replicas, Map<String, Long> counts) {
    return Measurement.of(
        Spread.of(replicas, counts), replicas.size(), 0, List.of(), Duration.ofSeconds(2));
  }

  /** The exercise's own counts; those at N = 2 are off by so many. */
  static Sweep classic(long off) {
    List<Measurement> points = new ArrayList<>();
    points.add(exact(List.of(9_531L, 469L), off));
    points.add(exact(List.of(8_437L, 469L, 1_094L), 0));
    points.add(exact(List.of(8_203L, 469L, 1_016L, 312L), 0));
    points.add(exact(List.of(7_969L, 312L, 938L, 312L, 469L), 0));
    points.add(exact(List.of(7_891L, 312L, 938L, 312L, 469L, 78L), 0));
    return new Sweep("Classic, linear", "a random id", points);
  }

  private static Measurement exact(List<Long> counts, long off) {
    List<String> names = new ArrayList<>();
    List<Long> moved = new ArrayList<>(counts);
    moved.set(0, counts.get(0) - off);
    moved.set(1, counts.get(1) + off);
    counts.forEach(count -> names.add("s" + (names.size() + 1)));
    return Measurement.of(
            new Spread(names, moved), names.size(), 0, List.of(), Duration.ofSeconds(2))
        .checked(counts.stream().map(count -> count / 10_000.0).toList());
  }

  static List<EndpointCheck> checks(boolean passed) {
    return List.of(
        new EndpointCheck("GET /rep", "200", "200", true),
        new EndpointCheck("GET /home", "200", passed ? "200" : "500", passed));
  }

  static Kill.Done kill(String victim, long lost, Optional<Duration> recovery) {
    return new Kill.Done(
        victim,
        "SIGKILL of pid 1",
        3,
        1_000,
        70,
        10_000,
        lost,
        lost == 0 ? List.of() : List.of("502 Bad Gateway"),
        2,
        recovery,
        Latencies.of(new long[] {1_000_000, 2_000_000}),
        List.of(new Kill.Moment(-1, 1, 2), new Kill.Moment(0, 1, 90)));
  }
}

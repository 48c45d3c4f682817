package dev.ringmaster.app.analyze;

import dev.ringmaster.analyze.EndpointCheck;
import dev.ringmaster.analyze.Kill;
import dev.ringmaster.analyze.Report;
import dev.ringmaster.analyze.Setting;
import dev.ringmaster.analyze.Sweep;
import dev.ringmaster.app.analyze.client.Balancer;
import dev.ringmaster.app.analyze.client.Wire;
import dev.ringmaster.app.cli.UserError;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One run of the four analyses. */
final class Analysis {
  private final AnalysisOptions options;
  private final Progress progress;
  private final Random users;
  private volatile @Nullable ChildBalancer child;

  /** A run that has not begun. */
  Analysis(AnalysisOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
    users = new Random(options.seed());
  }

  /** Ends what this run has started, at once; the run itself is given up. */
  void abort() {
    ChildBalancer started = child;
    if (started != null) {
      started.kill();
    }
  }

  /** Runs them, one after the other. When interrupted, puts back what it had changed and throws. */
  Report run() throws InterruptedException, UserError, IOException {
    Setting setting = setting();
    try (Wire wire = new Wire()) {
      URI url = options.url();
      Found found = url == null ? ours(wire) : given(wire, url);
      return new Report(
          setting, found.sweep(), found.endpoints(), found.kill(), fourth(wire), found.restored());
    }
  }

  /** What the first three analyses brought. */
  private record Found(
      Sweep sweep, List<EndpointCheck> endpoints, Kill kill, Optional<Report.Restored> restored) {
    Found restored(int before, int after) {
      return new Found(sweep, endpoints, kill, Optional.of(new Report.Restored(before, after)));
    }
  }

  /** Takes the victim out of what can be reached. */
  @FunctionalInterface
  private interface Victims {
    Reach choose(List<String> replicas) throws Reach.OutOfReach, InterruptedException;
  }

  private Found ours(Wire wire) throws InterruptedException, UserError, IOException {
    progress.begin("Starting a balancer");
    try (ChildBalancer balancer = start(Contender.RING)) {
      return three(
          wire,
          new Balancer(wire, balancer.url()),
          "the Ring",
          replicas -> {
            long pid = balancer.pidOf(replicas.getFirst());
            return pid == 0
                ? Reach.byAdmin(wire, adminOf(balancer), replicas)
                : Reach.ofPid(replicas.getFirst(), pid);
          });
    }
  }

  private static URI adminOf(ChildBalancer balancer) throws Reach.OutOfReach, InterruptedException {
    try {
      return balancer.admin();
    } catch (UserError gone) {
      throw new Reach.OutOfReach(String.valueOf(gone.getMessage()));
    }
  }

  private Found given(Wire wire, URI url) throws InterruptedException, UserError {
    Balancer balancer = new Balancer(wire, url);
    int before = replicas(balancer).size();
    progress.say("%s has %d replicas; N changes meanwhile and is put back".formatted(url, before));
    int after = before;
    Found found;
    try {
      found = three(wire, balancer, url.toString(), replicas -> reach(wire, replicas));
    } finally {
      after = putBack(balancer, before);
    }
    return found.restored(before, after);
  }

  private Reach reach(Wire wire, List<String> replicas)
      throws Reach.OutOfReach, InterruptedException {
    URI admin = options.admin();
    if (admin == null) {
      throw new Reach.OutOfReach("no admin API is known: give --admin-url");
    }
    return Reach.byAdmin(wire, admin, replicas);
  }

  private static List<String> replicas(Balancer balancer) throws InterruptedException, UserError {
    try {
      return balancer.replicas();
    } catch (UserError other) {
      throw new UserError(
          "--url: got %s (%s), expected a running balancer with the classic API (routing.classic: true)"
              .formatted(balancer.url(), other.getMessage()));
    }
  }

  private int putBack(Balancer balancer, int before) throws InterruptedException {
    try {
      balancer.settle();
      return balancer.scaleTo(before).size();
    } catch (UserError failure) {
      progress.say(
          "%s could not be put back to N = %d: %s"
              .formatted(balancer.url(), before, failure.getMessage()));
      return -1;
    }
  }

  private Found three(Wire wire, Balancer balancer, String name, Victims victims)
      throws InterruptedException, UserError {
    Sweep sweep = sweeper(wire).sweep(balancer, "A-2 " + name, name, Contender.KEY, null);
    progress.begin("A-3 endpoints");
    balancer.scaleTo(Report.REPLICAS);
    List<EndpointCheck> endpoints =
        new EndpointChecks(balancer, "analyze-" + Long.toString(System.nanoTime(), 36)).run();
    progress.say(
        "A-3 endpoints: %d of %d as the contract says"
            .formatted(endpoints.stream().filter(EndpointCheck::passed).count(), endpoints.size()));
    return new Found(
        sweep,
        endpoints,
        kill(wire, balancer, victims, KillExperiment.rate(sweep)),
        Optional.empty());
  }

  private Kill kill(Wire wire, Balancer balancer, Victims victims, int rate)
      throws InterruptedException, UserError {
    List<String> replicas = balancer.scaleTo(Report.REPLICAS);
    try {
      Reach victim = victims.choose(replicas);
      progress.begin("A-3 kill: " + victim.how());
      Kill kill =
          new KillExperiment(wire, balancer.url(), replicas)
              .run(victim, users, rate, options.requests());
      progress.say("A-3 kill: " + line(kill));
      return kill;
    } catch (Reach.OutOfReach unreachable) {
      progress.say("A-3 kill: skipped, " + unreachable.reason());
      return new Kill.Skipped(unreachable.reason());
    }
  }

  private static String line(Kill kill) {
    return switch (kill) {
      case Kill.Skipped skipped -> "skipped, " + skipped.reason();
      case Kill.Done done ->
          String.format(
              Locale.ROOT,
              "%,d requests, %,d lost, recovery %s",
              done.requests(),
              done.lost(),
              done.recovery()
                  .map(time -> String.format(Locale.ROOT, "%.3f s", time.toNanos() / 1e9))
                  .orElse("never"));
    };
  }

  private List<Sweep> fourth(Wire wire) throws InterruptedException, UserError, IOException {
    List<Sweep> sweeps = new ArrayList<>();
    for (Contender contender : Contender.all().toList()) {
      progress.begin("A-4 " + contender.name());
      try (ChildBalancer balancer = start(contender)) {
        sweeps.add(
            sweeper(wire)
                .sweep(
                    new Balancer(wire, balancer.url()),
                    "A-4 " + contender.name(),
                    contender.name(),
                    contender.key(),
                    contender.probing()));
      }
    }
    return sweeps;
  }

  private ChildBalancer start(Contender contender) throws IOException {
    ChildBalancer started =
        ChildBalancer.start(options.launch(), contender.manifest(Sweeper.FEWEST));
    child = started;
    return started;
  }

  private Sweeper sweeper(Wire wire) {
    return new Sweeper(wire, users, options.requests(), options.connections(), progress);
  }

  private Setting setting() {
    URI url = options.url();
    return new Setting(
        url == null ? "a balancer that analyze started" : url.toString(),
        options.requests(),
        options.connections(),
        options.seed(),
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }
}

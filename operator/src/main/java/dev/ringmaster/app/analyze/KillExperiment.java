package dev.ringmaster.app.analyze;

import dev.ringmaster.analyze.Kill;
import dev.ringmaster.analyze.Latencies;
import dev.ringmaster.analyze.Measurement;
import dev.ringmaster.analyze.Sweep;
import dev.ringmaster.app.analyze.client.Hello;
import dev.ringmaster.app.analyze.client.OpenLoop;
import dev.ringmaster.app.analyze.client.Wire;
import dev.ringmaster.app.cli.UserError;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Kills a replica under an open loop and watches until all is as it was. */
final class KillExperiment {
  private static final int RATE = 1_000;
  private static final int LOWEST_RATE = 100;

  /** In flight for certain when the replica dies. */
  private static final int HELD = 64;

  private static final int CONNECTIONS = 512;
  private static final int POST_EVERY = 20;
  private static final long HOLD_MILLIS = 3_000;
  private static final long HOLD_LEAD_MILLIS = 300;
  private static final long SHORTEST_MILLIS = 3_000;
  private static final long AFTERMATH_MILLIS = 1_000;
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(20);
  private static final long WATCH_MILLIS = 2;

  private final Wire wire;
  private final Wire.Peer load;
  private final Wire.Peer watcher;
  private final List<String> replicas;

  /**
   * An experiment that has not begun.
   *
   * @param replicas that are routable now
   */
  KillExperiment(Wire wire, URI url, List<String> replicas) {
    this.wire = wire;
    load = wire.peer(url, CONNECTIONS);
    watcher = wire.peer(url, 1);
    this.replicas = replicas;
  }

  /**
   * The load to kill under: 1,000 requests a second, or half of what the balancer can do where that
   * is less, since an open loop beyond that measures its own queue only.
   */
  static int rate(Sweep sweep) {
    double most =
        sweep.points().stream().mapToDouble(Measurement::requestsPerSecond).max().orElse(0);
    return Math.clamp((long) (most / 2), LOWEST_RATE, RATE);
  }

  /**
   * Runs it.
   *
   * @param rate requests a second
   * @param requests at least so many are sent
   */
  Kill run(Reach victim, Random users, int rate, int requests)
      throws InterruptedException, UserError {
    boolean sample = servesSample();
    long millis = Math.max(SHORTEST_MILLIS, requests * 1_000L / rate);
    OpenLoop loop = OpenLoop.start(wire, load, users, rate, sample ? POST_EVERY : 0);
    Thread.sleep(millis / 3);
    loop.hold(HELD, sample ? "/sleep?ms=" + HOLD_MILLIS : "/home");
    Thread.sleep(sample ? HOLD_LEAD_MILLIS : 0);
    int inFlight = loop.inFlight();
    long killed = System.nanoTime();
    try {
      victim.weapon().use();
    } catch (IOException failed) {
      loop.stop(killed);
      return new Kill.Skipped(String.valueOf(failed.getMessage()));
    }
    Optional<Duration> recovery = watch(victim.replica(), killed);
    long left = millis - millis / 3 - (System.nanoTime() - killed) / 1_000_000;
    Thread.sleep(Math.max(AFTERMATH_MILLIS, left));
    return done(victim, rate, inFlight, recovery, loop.stop(killed));
  }

  private Kill done(
      Reach victim, int rate, int inFlight, Optional<Duration> recovery, OpenLoop.Outcome outcome) {
    return new Kill.Done(
        victim.replica(),
        victim.how(),
        replicas.size(),
        rate,
        inFlight,
        outcome.requests(),
        outcome.lost(),
        outcome.failures(),
        outcome.cutPosts(),
        recovery,
        Latencies.of(outcome.latencies()),
        Kill.Moment.timeline(outcome.due(), outcome.latencies()));
  }

  /** Only the sample sleeps and echoes. */
  private boolean servesSample() throws InterruptedException, UserError {
    Wire.Reply slept = Wire.await(load.get("/sleep?ms=0"));
    Wire.Reply echoed = Wire.await(load.post("/echo", "user-0", "echo"));
    return slept.status() == 200 && echoed.status() == 200 && echoed.body().equals("echo");
  }

  /** Asks again and again, until the victim's name is gone and the number is back. */
  private Optional<Duration> watch(String victim, long killed)
      throws InterruptedException, UserError {
    Promise<Optional<Duration>> recovered = Promise.promise();
    wire.vertx().runOnContext(unused -> ask(victim, killed, recovered));
    return Wire.await(recovered.future(), RECOVERY_LIMIT.plusSeconds(40));
  }

  private void ask(String victim, long killed, Promise<Optional<Duration>> recovered) {
    watcher
        .get("/rep")
        .onComplete(result -> {
          Duration passed = Duration.ofNanos(System.nanoTime() - killed);
          List<String> names =
              result.succeeded() ? Hello.replicas(result.result()).orElse(List.of()) : List.of();
          if (names.size() == replicas.size() && !names.contains(victim)) {
            recovered.complete(Optional.of(passed));
          } else if (passed.compareTo(RECOVERY_LIMIT) > 0) {
            recovered.complete(Optional.empty());
          } else {
            wire.vertx().setTimer(WATCH_MILLIS, timer -> ask(victim, killed, recovered));
          }
        });
  }
}

package dev.ringmaster.app.operator;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.cluster.ClusterWatch;
import dev.ringmaster.cluster.last.LastStateFile.Read;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gets to know a cluster: from its API server, or until that answers from what was known last. */
final class FirstSight {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** Longer than a list takes, shorter than clients wait. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  private final ClusterWatch watch;
  private final String server;
  private final @Nullable LastStates last;
  private final CompletableFuture<Void> asked;
  private final Consumer<String> log;
  private @Nullable String since;

  /** Something to wait for. */
  @FunctionalInterface
  private interface Wait {
    void end() throws InterruptedException, UserError;
  }

  /**
   * Of a watch that has not begun.
   *
   * @param asked completes when the process is told to end: nothing is waited for then
   */
  FirstSight(
      ClusterWatch watch,
      String server,
      @Nullable LastStates last,
      CompletableFuture<Void> asked,
      Consumer<String> log) {
    this.watch = watch;
    this.server = server;
    this.last = last;
    this.asked = asked;
    this.log = log;
  }

  /** Waits until there is something to serve; false where it is told to end meanwhile. */
  boolean some() throws UserError {
    return awaits(() -> {
      try {
        watch.start(last == null ? LONGEST : SHORT);
      } catch (TimeoutException late) {
        if (last == null || !recall(last)) {
          awaitAll(last == null ? Duration.ZERO : LONGEST.minus(SHORT));
        }
      }
    });
  }

  private void awaitAll(Duration limit) throws InterruptedException, UserError {
    try {
      watch.await(limit);
    } catch (TimeoutException late) {
      throw UserError.absent(
          "%s: got no list of LoadBalancers, their Pods and nodes within %d s, expected one: is it reachable, is the CRD applied, and may this account list and watch them?"
              .formatted(server, LONGEST.toSeconds()));
    }
  }

  private boolean recall(LastStates states) {
    Optional<Read.Known> known = states.read();
    known.ifPresent(read -> {
      watch.recall(read.state());
      since = read.written().truncatedTo(ChronoUnit.SECONDS).toString();
      log.accept(
          "%s does not answer: serves from the last state known, of %s (%s)"
              .formatted(server, since, LastStates.describe(read.state())));
    });
    return known.isPresent();
  }

  /** The time of the last state known, where that is all there is. */
  Optional<String> since() {
    return Optional.ofNullable(since);
  }

  /** Waits until the API server has told all; false where it is told to end meanwhile. */
  boolean all() throws UserError {
    if (since == null) {
      return true;
    }
    boolean told =
        awaits(() -> {
          try {
            watch.await(Duration.ofNanos(Long.MAX_VALUE));
          } catch (TimeoutException never) {
            throw new IllegalStateException(never);
          }
        });
    if (told) {
      since = null;
      log.accept(server + " answers: goes by what it tells from now on");
    }
    return told;
  }

  private boolean awaits(Wait wait) throws UserError {
    CompletableFuture<Void> wake = asked.thenRun(Thread.currentThread()::interrupt);
    try {
      wait.end();
    } catch (InterruptedException told) {
      return false;
    } finally {
      wake.cancel(false);
    }
    return !Thread.interrupted();
  }
}

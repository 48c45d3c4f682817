package dev.ringmaster.cluster.drains;

import dev.ringmaster.cluster.drains.RouterAnswers.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks all routers again and again while a Pod drains. Safe for any thread.
 *
 * <p>Implementation notes. A router that has not seen a Pod's mark may send it one more request, so
 * silence about a Pod counts as much as requests do: only when each router has named it is what
 * they say a sum. A router that does not answer holds up the drain, which has a deadline.
 */
public final class DrainWatch implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(100);

  /** While a router does not tell: it may be the server that judges us who refuses. */
  private static final Duration WHILE_SILENT = Duration.ofSeconds(1);

  private final Supplier<Map<String, Long>> own;
  private final Supplier<List<Router>> others;
  private final RouterAnswers answers;
  private final Schedule schedule;
  private final Consumer<String> log;
  private final Map<Router, String> silent = new HashMap<>();
  private final Map<String, Followed> followed = new HashMap<>();
  private boolean asking;
  private boolean closed;

  /** Runs a task once, after a delay, on any thread. */
  @FunctionalInterface
  public interface Schedule {
    void after(Duration delay, Runnable task);
  }

  /** Where a router answers questions. */
  public record Router(String host, int port) {}

  private static final class Followed {
    private final Runnable idle;
    private OptionalLong inFlight = OptionalLong.empty();

    Followed(Runnable idle) {
      this.idle = idle;
    }

    boolean isIdle() {
      return inFlight.isPresent() && inFlight.getAsLong() == 0;
    }
  }

  /**
   * A watch of nothing.
   *
   * @param own what this router has in flight, as of {@link Answer.InFlight}
   * @param log hears, once for each reason, of a router that does not tell
   * @param others all other routers that there are now, those that end included
   */
  public DrainWatch(
      Supplier<Map<String, Long>> own,
      Supplier<List<Router>> others,
      RouterAnswers answers,
      Schedule schedule,
      Consumer<String> log) {
    this.own = own;
    this.others = others;
    this.answers = answers;
    this.schedule = schedule;
    this.log = log;
  }

  /**
   * Begins to ask about a Pod; no effect where it has begun.
   *
   * @param pod {@code namespace/name}
   * @param idle called once, on any thread, when no router has anything in flight there any more
   */
  public synchronized void follow(String pod, Runnable idle) {
    followed.computeIfAbsent(pod, fresh -> new Followed(idle));
    if (!asking && !closed) {
      asking = true;
      schedule.after(Duration.ZERO, this::ask);
    }
  }

  /** Requests in flight; empty while a router is left that has not said that it gives no more. */
  public synchronized OptionalLong inFlight(String pod) {
    Followed known = followed.get(pod);
    return known == null ? OptionalLong.empty() : known.inFlight;
  }

  /** Asks no more about this Pod. */
  public synchronized void forget(String pod) {
    followed.remove(pod);
  }

  private void ask() {
    List<CompletableFuture<Answer>> all = new ArrayList<>();
    all.add(CompletableFuture.completedFuture(new Answer.InFlight(own.get())));
    List<Router> asked = others.get();
    keep(asked);
    for (Router router : asked) {
      all.add(
          answers
              .of(router.host(), router.port())
              .toCompletableFuture()
              .whenComplete((answer, failure) -> note(router, answer)));
    }
    var unused =
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
            .whenComplete((done, failure) -> {
              if (failure == null) {
                take(all.stream().map(CompletableFuture::join).toList());
              }
              again();
            });
  }

  private synchronized void keep(List<Router> asked) {
    silent.keySet().retainAll(asked);
  }

  private synchronized void note(Router router, @Nullable Answer answer) {
    if (!(answer instanceof Answer.Unknown unknown)) {
      silent.remove(router);
    } else if (!unknown.reason().equals(silent.put(router, unknown.reason()))) {
      log.accept(
          "router %s:%d does not tell what it has in flight: %s; Pods that drain wait for their deadline"
              .formatted(router.host(), router.port(), unknown.reason()));
    }
  }

  private void take(List<Answer> all) {
    List<Runnable> news = new ArrayList<>();
    synchronized (this) {
      followed.forEach((pod, known) -> {
        boolean before = known.isIdle();
        known.inFlight = sum(pod, all);
        if (known.isIdle() && !before) {
          news.add(known.idle);
        }
      });
    }
    news.forEach(Runnable::run);
  }

  private static OptionalLong sum(String pod, List<Answer> all) {
    long sum = 0;
    for (Answer answer : all) {
      switch (answer) {
        case Answer.InFlight inFlight -> {
          Long count = inFlight.byPod().get(pod);
          if (count == null) {
            return OptionalLong.empty();
          }
          sum += count;
        }
        case Answer.Gone gone -> {}
        case Answer.Unknown unknown -> {
          return OptionalLong.empty();
        }
      }
    }
    return OptionalLong.of(sum);
  }

  private synchronized void again() {
    asking = !closed && !followed.isEmpty();
    if (asking) {
      schedule.after(silent.isEmpty() ? PERIOD : WHILE_SILENT, this::ask);
    }
  }

  /** Asks no more. */
  @Override
  public synchronized void close() {
    closed = true;
    followed.clear();
  }
}

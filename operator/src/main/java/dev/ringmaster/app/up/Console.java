package dev.ringmaster.app.up;

import dev.ringmaster.app.local.BalancerListener;
import dev.ringmaster.app.local.LocalBalancer;
import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.loop.PoolEvent;
import dev.ringmaster.pool.plan.PoolAction.DrainReason;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.spec.LoadBalancerModel;
import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What the user of {@code up} reads: one screen when it is up, then one line a change. */
final class Console {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final PrintStream out;
  private volatile boolean up;
  private volatile boolean several;

  Console(PrintStream out) {
    this.out = out;
  }

  /** Said first, so that nobody wonders. */
  void starting(Collection<LocalBalancer> balancers) {
    for (LocalBalancer balancer : balancers) {
      int replicas = balancer.desired().replicas();
      String noun = replicas == 1 ? "replica" : "replicas";
      out.println("Starting %s: %d %s ...".formatted(balancer.model().id(), replicas, noun));
    }
  }

  /** Lines about one balancer name it from now on, or do not. */
  void several(boolean now) {
    several = now;
  }

  /** A manifest was edited, and can't be gone by. */
  void refusedEdit(List<String> problems) {
    log("the manifests changed and can't be applied; what runs goes on as it is:");
    problems.forEach(problem -> log("    " + problem));
  }

  /** Nothing is wrong, nothing is done. */
  void waiting(LocalBalancer balancer) {
    LoadBalancerModel model = balancer.model();
    String check =
        model.health().path() == null ? "accepts a connection" : "answers " + model.health().path();
    log(
        "still waiting for %s: %d of %d replicas are ready (one is when it %s)"
            .formatted(
                model.id(), balancer.replicas().size(), balancer.desired().replicas(), check));
  }

  /** Ctrl-C was heard. */
  void stopping() {
    up = false;
    log("stopping: requests in flight are finished first (Ctrl-C again: at once)");
  }

  /**
   * The last line.
   *
   * @param kept balancers whose replicas run on
   */
  void stopped(Collection<LocalBalancer> kept) {
    int replicas = kept.stream().mapToInt(balancer -> balancer.replicas().size()).sum();
    log(
        kept.isEmpty()
            ? "stopped, nothing is left running"
            : "stopped; %d replicas run on, the next up on this state folder adopts them"
                .formatted(replicas));
  }

  /** A defect of ours: what happened, whole. */
  void unexpected(Throwable failure) {
    log("internal error, please report it: " + failure);
    failure.printStackTrace(System.err);
  }

  /** A line with the time of day. */
  void log(String line) {
    out.println(LocalTime.now(ZoneId.systemDefault()).format(TIME) + "  " + line);
  }

  /** The screen; changes are told from now on. */
  void screen(UpScreen screen) {
    screen.print(out);
    up = true;
  }

  /** Tells the story of one balancer. */
  BalancerListener listener(String balancer, Consumer<Endpoint> gone) {
    return new Story(balancer, gone);
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toNanos() / 1e9);
  }

  private final class Story implements BalancerListener {
    private final String balancer;
    private final Consumer<Endpoint> gone;

    Story(String balancer, Consumer<Endpoint> gone) {
      this.balancer = balancer;
      this.gone = gone;
    }

    @Override
    public void pool(PoolEvent event) {
      switch (event) {
        case PoolEvent.Started started -> tell(started.replica(), "starting");
        case PoolEvent.Adopted adopted ->
            log(prefix() + name(adopted.replica()) + " adopted, " + adopted.replica().runtimeId());
        case PoolEvent.Crashed crashed -> crashed(crashed);
        case PoolEvent.Draining draining -> draining(draining.replica(), draining.reason());
        case PoolEvent.RolloutStuck stuck ->
            tell(
                stuck.replica(),
                "the rollout waits for it: nothing was updated for " + seconds(stuck.after()));
        case PoolEvent.Stopped stopped -> tell(stopped.replica(), "stopped");
      }
    }

    private void crashed(PoolEvent.Crashed crashed) {
      List<String> exit = crashed.replica().exit();
      String how = exit.isEmpty() ? "ended" : "ended: " + exit.getFirst();
      String next =
          crashed.delay().isZero()
              ? ", a successor starts at once"
              : ", the next try is in " + seconds(crashed.delay());
      log(prefix() + name(crashed.replica()) + " " + how + next);
      output(exit);
    }

    private void draining(Replica replica, DrainReason reason) {
      boolean ails = reason == DrainReason.FAILING && !replica.exit().isEmpty();
      tell(replica, ails ? "leaves: " + replica.exit().getFirst() : reason(reason));
      if (ails) {
        output(replica.exit());
      }
    }

    /** All but the first line, which says how. */
    private void output(List<String> words) {
      words.stream().skip(1).forEach(line -> log("    | " + line));
    }

    private static String reason(DrainReason reason) {
      return switch (reason) {
        case NOT_DESIRED -> "leaves: finishes its requests, gets no new ones";
        case HUNG -> "runs but answers nothing: it is replaced";
        case FAILING -> "leaves: it is not well, another has its place";
        case REPLACED -> "leaves: another revision has its place";
        case OUTDATED -> "leaves: another revision will have its place";
        case LOST -> "its machine is out of reach: it is replaced";
        case TOLD -> "was told to end by somebody else: it is replaced";
        case ASKED -> "is replaced: finishes its requests, gets no new ones";
      };
    }

    @Override
    public void ready(Replica replica, Duration after) {
      tell(replica, "ready after " + seconds(after));
    }

    @Override
    public void ejected(Replica replica, HealthEvent reason) {
      String cause =
          switch (reason) {
            case REFUSED -> "it refuses connections";
            case RESPONSE_TIMEOUT -> "it does not answer in time";
            case REQUEST_FAILED -> "its connections break";
            default -> "its health checks fail";
          };
      tell(replica, "out of routing: " + cause);
    }

    @Override
    public void recovered(Replica replica) {
      tell(replica, "back in routing");
    }

    @Override
    public void gone(Endpoint endpoint) {
      gone.accept(endpoint);
    }

    private void tell(Replica replica, String what) {
      if (up) {
        log(prefix() + name(replica) + " " + what);
      }
    }

    private String prefix() {
      return several ? balancer + ": " : "";
    }

    private static String name(Replica replica) {
      return replica.name() + " (ordinal " + replica.ordinal() + ")";
    }
  }
}

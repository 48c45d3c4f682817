package dev.ringmaster.app.local;

import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.loop.PoolEvent;
import dev.ringmaster.pool.loop.PoolLoop;
import dev.ringmaster.probe.ProbeSchedule;
import dev.ringmaster.ring.ClassicRing;
import dev.ringmaster.ring.HashRing;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.routing.Candidate;
import dev.ringmaster.routing.Dispatcher;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.routing.RoutingTable;
import dev.ringmaster.routing.key.KeyRule;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.scale.Rescale;
import dev.ringmaster.scale.Rescaler;
import dev.ringmaster.scale.Scaling;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.RoutingSpec.Algorithm;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One balancer: its pool loop, the health of its replicas and the routing table that follows from
 * both. Everything happens on the control thread, but for reading {@link #table} and for what hands
 * work to that thread.
 */
public final class LocalBalancer implements Scaling {
  /** How long {@code /add} waits for its newcomers. */
  private static final Duration READINESS_TIMEOUT = Duration.ofSeconds(20);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final LoadBalancerModel model;
  private final ControlThread control;
  private final BalancerListener listener;
  private final PoolLoop loop;
  private final ProbeSchedule probes;
  private final Members members;
  private final Readiness readiness = new Readiness();
  private final Dispatcher dispatcher;
  private Ring ring;
  private List<Candidate> candidates = List.of();
  private volatile RoutingTable table;
  private @Nullable Future<?> wakeUp;
  private @Nullable Runnable stopped;

  /**
   * A balancer that has started nothing yet.
   *
   * @param driver makes the pool, given what to call when something in it changed
   */
  public LocalBalancer(
      LoadBalancerModel model,
      Vertx vertx,
      ControlThread control,
      Function<Runnable, ReplicaPool> driver,
      BalancerListener listener) {
    this.model = model;
    this.control = control;
    this.listener = listener;
    probes = new ProbeSchedule(vertx, model.health(), this::happened);
    members = new Members(model.health(), probes, listener, this::deathsBelieved);
    DesiredScale desired = new DesiredScale(model.replicas(), model.reserveOrdinals());
    loop =
        new PoolLoop(
            desired,
            model.hostnames(),
            model.template(),
            model.drain(),
            driver.apply(() -> control.execute(this::step)),
            members,
            this::pool,
            new SplittableRandom());
    ring = model.routing().ring(desired.ordinals());
    table = RoutingTable.of(0, ring, candidates);
    boolean classic = model.routing().algorithm() == Algorithm.CLASSIC;
    dispatcher =
        new Dispatcher(
            this::table,
            classic ? null : new KeyRule(model.routing().keys()),
            model.routing().boundedLoad(),
            model.routing().retries(),
            this::requestFailed);
  }

  public LoadBalancerModel model() {
    return model;
  }

  /** Decides for this balancer's requests. Any thread. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** The table that requests are routed by now. Any thread. */
  public RoutingTable table() {
    return table;
  }

  /** Starts what is desired; answers when all of it is routable, however long that takes. */
  public void start(Consumer<List<Replica>> whenReady) {
    control.execute(() -> {
      long never = System.nanoTime() + Long.MAX_VALUE / 2;
      readiness.await(loop.desired().ordinals(), never, done -> whenReady.accept(loop.holders()));
      step();
    });
  }

  /** Drains and ends every replica; answers when none is left. */
  public void stop(Runnable whenEmpty) {
    control.execute(() -> {
      stopped = whenEmpty;
      desire(new DesiredScale(0, Collections.emptySortedSet()), new TreeMap<>());
    });
  }

  private void requestFailed(Endpoint endpoint, RouteFailure failure) {
    switch (failure) {
      case REFUSED -> happened(endpoint.incarnation(), HealthEvent.REFUSED);
      case CONNECT_TIMEOUT, RESPONSE_TIMEOUT ->
          happened(endpoint.incarnation(), HealthEvent.RESPONSE_TIMEOUT);
      case RESET, BAD_RESPONSE -> happened(endpoint.incarnation(), HealthEvent.REQUEST_FAILED);
      // It may be our own file descriptors that ran out: the probe below tells.
      case UNREACHABLE, STALLED, NO_REPLICA -> {}
    }
    probes.confirm(endpoint.incarnation());
  }

  @Override
  public List<String> replicas() {
    return table.routable().stream().map(Endpoint::name).toList();
  }

  @Override
  public void add(int n, List<String> hostnames, Consumer<Outcome> answer) {
    control.execute(
        () -> grant(Rescaler.add(loop.desired(), loop.namesTaken(), n, hostnames), answer));
  }

  @Override
  public void remove(int n, List<String> hostnames, Consumer<Outcome> answer) {
    control.execute(() ->
        grant(Rescaler.remove(loop.desired(), names(), members::inFlightAt, n, hostnames), answer));
  }

  private void grant(Rescale rescale, Consumer<Outcome> answer) {
    switch (rescale) {
      case Rescale.Refused refused -> answer.accept(new Outcome.Refused(refused.reason()));
      case Rescale.Granted granted -> {
        String obstacle = obstacle(granted.scale());
        if (obstacle != null) {
          answer.accept(new Outcome.Refused(obstacle));
          return;
        }
        TreeSet<Integer> newcomers = new TreeSet<>(granted.scale().ordinals());
        newcomers.removeAll(loop.desired().ordinals());
        readiness.await(newcomers, System.nanoTime() + READINESS_TIMEOUT.toNanos(), answer);
        desire(granted.scale(), granted.names());
      }
    }
  }

  private @Nullable String obstacle(DesiredScale scale) {
    if (!model.template().addresses().isEmpty()) {
      return "The replicas are given by template.addresses, their number is fixed";
    }
    boolean crowded =
        model.routing().algorithm() == Algorithm.CLASSIC
            && scale.replicas() > ClassicRing.MAX_REPLICAS;
    if (crowded) {
      return "The classic algorithm has room for %d instances".formatted(ClassicRing.MAX_REPLICAS);
    }
    return model.routing().points(scale.ordinals()) > HashRing.MAX_POINTS
        ? "The ring has room for %d points".formatted(HashRing.MAX_POINTS)
        : null;
  }

  private void desire(DesiredScale scale, SortedMap<Integer, String> names) {
    ring = model.routing().ring(scale.ordinals());
    loop.desire(scale, names);
    // First the table without those who leave, then their drain: whoever finds them retired finds
    // it.
    publish();
    step();
  }

  private void step() {
    long now = System.nanoTime();
    // If this step fails, another is tried.
    sleepUntil(now + AFTER_FAILURE.toNanos());
    boolean panic = table.panic();
    long due = loop.step(now);
    loop.holders()
        .forEach(replica -> members.track(replica, model.routing().weight(replica.ordinal()), now));
    publish();
    readiness.settle(
        loop.desired().ordinals(),
        table.routable().stream().map(Endpoint::ordinal).toList(),
        replicas(),
        now);
    // What the loop believed of the dead may have changed with the table.
    sleepUntil(table.panic() == panic ? Math.min(due, readiness.nextDeadline()) : now);
    Runnable done = stopped;
    if (done != null && loop.empty()) {
      stopped = null;
      probes.close();
      done.run();
    }
  }

  private void sleepUntil(long due) {
    Future<?> planned = wakeUp;
    if (planned != null) {
      planned.cancel(false);
    }
    wakeUp = due == Long.MAX_VALUE ? null : control.at(due, this::step);
  }

  private void publish() {
    List<Candidate> next = members.candidates(loop.holders());
    if (!next.equals(candidates) || table.ring() != ring) {
      candidates = next;
      table = RoutingTable.of(table.generation() + 1, ring, next);
    }
  }

  private void pool(PoolEvent event) {
    if (event instanceof PoolEvent.Crashed || event instanceof PoolEvent.Stopped) {
      Endpoint gone = members.drop(event.replica().incarnation());
      if (gone != null) {
        // After the table without it: a request must not open what was just closed.
        control.execute(() -> listener.gone(gone));
      }
    }
    listener.pool(event);
  }

  /** A probe was answered, or a request failed. Any thread. */
  private void happened(long incarnation, HealthEvent event) {
    control.execute(() -> {
      Runnable news = members.judge(incarnation, event, System.nanoTime());
      if (news != null) {
        step();
        news.run();
      }
    });
  }

  /** Not of servers that are not ours to replace, nor while it may be the prober who is ill. */
  private boolean deathsBelieved() {
    return model.template().addresses().isEmpty() && !table.panic();
  }

  private SortedMap<Integer, String> names() {
    SortedMap<Integer, String> names = new TreeMap<>();
    loop.holders().forEach(replica -> names.put(replica.ordinal(), replica.name()));
    return names;
  }
}

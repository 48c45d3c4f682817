package dev.ringmaster.app.local;

import dev.ringmaster.app.state.BalancerStore;
import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.loop.PoolAction.DrainReason;
import dev.ringmaster.pool.loop.PoolEvent;
import dev.ringmaster.pool.loop.PoolGoal;
import dev.ringmaster.pool.loop.PoolLoop;
import dev.ringmaster.pool.loop.PoolMemory;
import dev.ringmaster.preview.Placement;
import dev.ringmaster.probe.ProbeSchedule;
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
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.RoutingSpec;
import dev.ringmaster.spec.RoutingSpec.Algorithm;
import dev.ringmaster.view.Balancer;
import dev.ringmaster.view.BalancerView;
import dev.ringmaster.view.OwnerView;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One balancer: its pool loop, the health of its replicas and the routing table that follows from
 * both. Everything happens on the control thread, but for reading {@link #table} and for what hands
 * work to that thread.
 */
public final class LocalBalancer implements Balancer {
  /** How long {@code /add} waits for its newcomers. */
  private static final Duration READINESS_TIMEOUT = Duration.ofSeconds(20);

  private static final Duration ADOPTION_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final ControlThread control;
  private final ControlThread.Alarm alarm;
  private final BalancerStore store;
  private final BalancerListener listener;
  private final PoolLoop loop;
  private final ProbeSchedule probes;
  private final Members members;
  private final Readiness readiness = new Readiness();
  private volatile LoadBalancerModel model;
  private volatile Dispatcher dispatcher;
  private final BalancerViews views;
  private Ring ring;
  private List<Candidate> candidates = List.of();
  private volatile RoutingTable table;
  private @Nullable Runnable stopped;
  private boolean released;

  /**
   * A balancer that has started nothing yet.
   *
   * @param store what the balancer before it remembered
   * @param driver makes the pool, given what to call when something in it changed
   */
  public LocalBalancer(
      LoadBalancerModel model,
      BalancerStore store,
      Vertx vertx,
      ControlThread control,
      Function<Runnable, ReplicaPool> driver,
      BalancerListener listener) {
    this.model = model;
    this.store = store;
    this.control = control;
    alarm = control.alarm(this::step);
    this.listener = listener;
    probes = new ProbeSchedule(vertx, model.health(), this::happened);
    members = new Members(model.health(), probes, listener, this::deathsBelieved);
    store.update(state -> state.applying(model.scale(), store.merged(model.scale())));
    loop =
        new PoolLoop(
            goal(model),
            store.state().memory(),
            driver.apply(() -> control.execute(this::step)),
            members,
            new Story(),
            new SplittableRandom());
    ring = model.routing().ring(loop.desired().ordinals());
    table = RoutingTable.of(0, ring, candidates);
    dispatcher = newDispatcher(model);
    views = new BalancerViews(model, loop.desired(), table);
  }

  private PoolGoal goal(LoadBalancerModel manifest) {
    return new PoolGoal(
        store.state().desired(), manifest.template(), manifest.hostnames(), manifest.drain());
  }

  private Dispatcher newDispatcher(LoadBalancerModel manifest) {
    RoutingSpec routing = manifest.routing();
    return new Dispatcher(
        this::table,
        routing.algorithm() == Algorithm.CLASSIC ? null : new KeyRule(routing.keys()),
        routing.boundedLoad(),
        routing.retries(),
        this::requestFailed);
  }

  /** The manifest that it goes by. Any thread. */
  public LoadBalancerModel model() {
    return model;
  }

  /** Which ordinals are wanted now. Any thread. */
  public DesiredScale desired() {
    return store.state().desired();
  }

  /** Decides for this balancer's requests, until another manifest is applied. Any thread. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** The table that requests are routed by now. Any thread. */
  public RoutingTable table() {
    return table;
  }

  /**
   * Starts what is desired.
   *
   * @param whenAdopted called when the replicas that were found are routable, or take too long
   * @param whenReady called when all that is desired is routable, however long that takes
   */
  public void start(Runnable whenAdopted, Consumer<List<Replica>> whenReady) {
    control.execute(() -> {
      long now = System.nanoTime();
      long soon = now + ADOPTION_TIMEOUT.toNanos();
      Set<Integer> found = loop.adopt();
      if (found.isEmpty()) {
        whenAdopted.run();
      } else {
        readiness.await(found, soon, seen -> whenAdopted.run());
      }
      long never = now + Long.MAX_VALUE / 2;
      readiness.await(loop.desired().ordinals(), never, done -> whenReady.accept(loop.holders()));
      step();
    });
  }

  /**
   * Goes by another manifest of the same balancer from now on.
   *
   * @param whenDone hears what came of it, on the control thread
   */
  public void apply(LoadBalancerModel manifest, Consumer<Edit> whenDone) {
    control.execute(() -> whenDone.accept(apply(manifest)));
  }

  private Edit apply(LoadBalancerModel manifest) {
    DesiredScale typed = manifest.scale();
    DesiredScale merged = store.merged(typed);
    String obstacle =
        model.template().addresses().isEmpty() == manifest.template().addresses().isEmpty()
            ? Limits.refusal(manifest, merged)
            : "spec.template can't change between addresses and replicas to be started";
    if (obstacle != null) {
      return new Edit.Refused(obstacle);
    }
    List<String> changes = ModelChanges.between(model, manifest);
    model = manifest;
    store.update(state -> state.applying(typed, merged));
    dispatcher = newDispatcher(manifest);
    members.judgeBy(manifest.health());
    members.weigh(manifest.routing()::weight);
    loop.desire(goal(manifest), Collections.emptySortedMap());
    act();
    return new Edit.Applied(changes);
  }

  /** Drains and ends every replica; answers when none is left. What is desired stands. */
  public void stop(Runnable whenEmpty) {
    control.execute(() -> {
      stopped = whenEmpty;
      loop.desire(new DesiredScale(0, Collections.emptySortedSet()), Collections.emptySortedMap());
      act();
    });
  }

  /** Lets go of every replica, all of which run on, to be adopted by the next balancer. */
  public void release(Runnable whenDone) {
    control.execute(() -> {
      released = true;
      alarm.set(Long.MAX_VALUE);
      probes.close();
      store.update(state -> state.remembering(loop.memory()));
      store.flush();
      whenDone.run();
    });
  }

  private void requestFailed(Endpoint endpoint, RouteFailure failure) {
    HealthEvent event = Members.eventOf(failure);
    if (event != null) {
      happened(endpoint.incarnation(), event);
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

  @Override
  public void scale(int replicas, Consumer<Outcome> answer) {
    control.execute(() -> grant(Rescaler.resize(loop.desired(), replicas), answer));
  }

  @Override
  public void drain(int ordinal, Consumer<Outcome> answer) {
    control.execute(() -> answer.accept(replace(ordinal)));
  }

  private Outcome replace(int ordinal) {
    Optional<Replica> holder =
        loop.holders().stream().filter(replica -> replica.ordinal() == ordinal).findFirst();
    String obstacle = views.drainObstacle(ordinal, holder.isPresent());
    if (obstacle != null) {
      return new Outcome.Refused(obstacle);
    }
    holder.ifPresent(replica -> {
      loop.vacate(replica, System.nanoTime());
      // Out of the table first, then retired: as in a step.
      publish();
      members.retire(replica.incarnation());
      listener.pool(new PoolEvent.Draining(replica, DrainReason.ASKED));
      step();
    });
    return new Outcome.Done(replicas());
  }

  @Override
  public BalancerView view() {
    return views.now();
  }

  @Override
  public Placement placement() {
    return views.placement();
  }

  @Override
  public @Nullable OwnerView owner(byte[] key) {
    return views.owner(key);
  }

  private void grant(Rescale rescale, Consumer<Outcome> answer) {
    switch (rescale) {
      case Rescale.Refused refused -> answer.accept(new Outcome.Refused(refused.reason()));
      case Rescale.Granted granted -> {
        String obstacle = Limits.obstacle(model, granted.scale());
        if (obstacle != null) {
          answer.accept(new Outcome.Refused(obstacle));
          return;
        }
        TreeSet<Integer> newcomers = new TreeSet<>(granted.scale().ordinals());
        newcomers.removeAll(loop.desired().ordinals());
        Optional<String> unsaved = store.promise(loop, granted.scale(), granted.names());
        if (unsaved.isPresent()) {
          answer.accept(
              new Outcome.Failed("The change can't be saved (%s)".formatted(unsaved.get())));
          return;
        }
        readiness.await(newcomers, System.nanoTime() + READINESS_TIMEOUT.toNanos(), answer);
        act();
      }
    }
  }

  private void act() {
    ring = model.routing().ring(loop.desired().ordinals());
    step();
  }

  private void step() {
    if (released) {
      return;
    }
    long now = System.nanoTime();
    // If this step fails, another is tried.
    alarm.set(now + AFTER_FAILURE.toNanos());
    boolean panic = table.panic();
    // First the table without those who leave, then their drain: whoever finds them retired finds
    // it.
    publish();
    long due = loop.step(now);
    loop.standing()
        .forEach(replica -> members.track(replica, model.routing().weight(replica.ordinal()), now));
    publish();
    views.show(model, loop.desired(), table, members.seen());
    store.flush();
    readiness.settle(
        loop.desired().ordinals(),
        table.routable().stream().map(Endpoint::ordinal).toList(),
        replicas(),
        now);
    // What the loop believed of the dead may have changed with the table.
    alarm.set(table.panic() == panic ? Math.min(due, readiness.nextDeadline()) : now);
    if (stopped != null && loop.empty()) {
      end(stopped);
    }
  }

  /** Whoever removes everything on purpose begins anew with names, too. */
  private void end(Runnable done) {
    stopped = null;
    probes.close();
    store.update(
        state -> state.remembering(loop.memory().forgettingNames()).with(Collections.emptyList()));
    store.flush();
    done.run();
  }

  private void publish() {
    List<Candidate> next = members.candidates(loop.holders());
    if (!next.equals(candidates) || table.ring() != ring) {
      candidates = next;
      table = RoutingTable.of(table.generation() + 1, ring, next);
    }
  }

  private final class Story implements PoolLoop.Keeper {
    @Override
    public void happened(PoolEvent event) {
      if (event instanceof PoolEvent.Crashed || event instanceof PoolEvent.Stopped) {
        Endpoint gone = members.drop(event.replica().incarnation());
        if (gone != null) {
          // After the table without it: a request must not open what was just closed.
          control.execute(() -> listener.gone(gone));
        }
      }
      listener.pool(event);
    }

    @Override
    public void keep(PoolMemory memory) {
      store.update(state -> state.remembering(memory));
      store.flush();
    }
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

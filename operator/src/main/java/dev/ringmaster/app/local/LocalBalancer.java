package dev.ringmaster.app.local;

import dev.ringmaster.app.state.BalancerStore;
import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.loop.PoolEvent;
import dev.ringmaster.pool.loop.PoolGoal;
import dev.ringmaster.pool.loop.PoolLoop;
import dev.ringmaster.pool.loop.PoolMemory;
import dev.ringmaster.pool.plan.PoolAction.DrainReason;
import dev.ringmaster.preview.Placement;
import dev.ringmaster.probe.ProbeSchedule;
import dev.ringmaster.roster.Limits;
import dev.ringmaster.roster.Members;
import dev.ringmaster.roster.Readiness;
import dev.ringmaster.roster.Routes;
import dev.ringmaster.routing.Dispatcher;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.routing.RoutingTable;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.scale.Rescale;
import dev.ringmaster.scale.Rescaler;
import dev.ringmaster.spec.LoadBalancerModel;
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
  /** How long clients are kept out for all adopted replicas, and for any, to become routable. */
  private static final Duration ADOPTION_TIMEOUT = Duration.ofSeconds(1);

  private static final Duration ADOPTION_PATIENCE = Duration.ofSeconds(10);
  private static final Duration ADOPTION_LOOK = Duration.ofMillis(50);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final ControlThread control;
  private final ControlThread.Alarm alarm;
  private final BalancerStore store;
  private final BalancerListener listener;
  private final PoolLoop loop;
  private final ProbeSchedule probes;
  private final Members members;
  private final Readiness readiness = new Readiness();
  private final Routes routes;
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
    routes = new Routes(model, loop.desired(), members, this::requestFailed);
  }

  private PoolGoal goal(LoadBalancerModel manifest) {
    return new PoolGoal(
        store.state().desired(),
        manifest.template(),
        manifest.hostnames(),
        manifest.drain(),
        manifest.rollout());
  }

  /** The manifest that it goes by. Any thread. */
  public LoadBalancerModel model() {
    return routes.model();
  }

  /** Which ordinals are wanted now. Any thread. */
  public DesiredScale desired() {
    return store.state().desired();
  }

  /** Decides for this balancer's requests, until another manifest is applied. Any thread. */
  public Dispatcher dispatcher() {
    return routes.dispatcher();
  }

  /** The table that requests are routed by now. Any thread. */
  public RoutingTable table() {
    return routes.table();
  }

  /**
   * Starts what is desired.
   *
   * @param whenAdopted called when the replicas that were found are routable, or some of them and
   *     the others take too long
   * @param whenReady called when all that is desired is routable, however long that takes
   */
  public void start(Runnable whenAdopted, Consumer<List<Replica>> whenReady) {
    control.execute(() -> {
      long now = System.nanoTime();
      Set<Integer> found = loop.adopt();
      found.retainAll(loop.desired().ordinals());
      if (found.isEmpty()) {
        whenAdopted.run();
      } else {
        long patience = now + ADOPTION_PATIENCE.toNanos();
        awaitAdopted(found, now + ADOPTION_TIMEOUT.toNanos(), patience, whenAdopted);
      }
      long never = now + Long.MAX_VALUE / 2;
      readiness.await(loop.desired().ordinals(), never, done -> whenReady.accept(loop.holders()));
      step();
    });
  }

  private void awaitAdopted(
      Set<Integer> found, long deadline, long patience, Runnable whenAdopted) {
    readiness.await(
        found, deadline, seen -> control.execute(() -> adopted(found, patience, whenAdopted)));
  }

  private void adopted(Set<Integer> found, long patience, Runnable whenAdopted) {
    long now = System.nanoTime();
    if (table().routable().isEmpty() && now - patience < 0) {
      awaitAdopted(found, now + ADOPTION_LOOK.toNanos(), patience, whenAdopted);
      step();
    } else {
      whenAdopted.run();
    }
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
        model().template().addresses().isEmpty() == manifest.template().addresses().isEmpty()
            ? Limits.refusal(manifest, merged)
            : "spec.template can't change between addresses and replicas to be started";
    if (obstacle != null) {
      return new Edit.Refused(obstacle);
    }
    List<String> changes = ModelChanges.between(model(), manifest);
    store.update(state -> state.applying(typed, merged));
    routes.apply(manifest);
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
    return table().routable().stream().map(Endpoint::name).toList();
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
    String obstacle = routes.views().drainObstacle(ordinal, holder.isPresent());
    if (obstacle != null) {
      return new Outcome.Refused(obstacle);
    }
    holder.ifPresent(replica -> {
      loop.vacate(replica, System.nanoTime());
      // Out of the table first, then retired: as in a step.
      publish();
      members.retire(replica.incarnation(), System.nanoTime());
      listener.pool(new PoolEvent.Draining(replica, DrainReason.ASKED));
      step();
    });
    return new Outcome.Done(replicas());
  }

  @Override
  public BalancerView view() {
    return routes.views().now();
  }

  @Override
  public Placement placement() {
    return routes.views().placement();
  }

  @Override
  public @Nullable OwnerView owner(byte[] key) {
    return routes.views().owner(key);
  }

  private void grant(Rescale rescale, Consumer<Outcome> answer) {
    switch (rescale) {
      case Rescale.Refused refused -> answer.accept(new Outcome.Refused(refused.reason()));
      case Rescale.Granted granted -> {
        String obstacle = Limits.obstacle(model(), granted.scale());
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
        readiness.await(newcomers, System.nanoTime() + Readiness.TIMEOUT.toNanos(), answer);
        act();
      }
    }
  }

  private void act() {
    routes.reshape(loop.desired());
    step();
  }

  private void step() {
    if (released) {
      return;
    }
    long now = System.nanoTime();
    // If this step fails, another is tried.
    alarm.set(now + AFTER_FAILURE.toNanos());
    boolean panic = table().panic();
    // First the table without those who leave, then their drain: whoever finds them retired finds
    // it.
    publish();
    long due = loop.step(now);
    loop.standing()
        .forEach(
            replica -> members.track(replica, model().routing().weight(replica.ordinal()), now));
    publish();
    routes.show();
    store.flush();
    readiness.settle(
        loop.desired().ordinals(),
        table().routable().stream().map(Endpoint::ordinal).toList(),
        replicas(),
        now);
    // What the loop believed of the dead may have changed with the table.
    alarm.set(table().panic() == panic ? Math.min(due, readiness.nextDeadline()) : now);
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
    routes.publish(loop.holders());
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
    return model().template().addresses().isEmpty() && !table().panic();
  }

  private SortedMap<Integer, String> names() {
    SortedMap<Integer, String> names = new TreeMap<>();
    loop.holders().forEach(replica -> names.put(replica.ordinal(), replica.name()));
    return names;
  }
}

package dev.ringmaster.cluster;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.kubernetes.HostPrecedence;
import dev.ringmaster.kubernetes.HostPrecedence.Claimant;
import dev.ringmaster.kubernetes.ModelReader;
import dev.ringmaster.roster.RosterListener;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.SpecResult;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All balancers of this process: follows the watch and keeps the table of each. Everything that
 * changes one happens on one thread; nothing happens before all is known that the API server had.
 */
public final class ClusterFleet implements ClusterListener, AutoCloseable {
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final ClusterState watch;
  private final ModelReader reader;
  private final ScaleWriter writer;
  private final Host host;
  private final Lane lane;
  private final Neighbours neighbours = new Neighbours();
  private final Map<Identity, Resident> residents = new HashMap<>();
  private final Consumer<Throwable> defects;
  private Map<String, ClusterBalancer> served = Map.of();

  /** Claims or ports may be others than those that are served. */
  private boolean unserved;

  /** Something has failed since all was read. */
  private boolean failed;

  /** Guarded by itself, as is {@link #awaited}. */
  private final Set<Identity> told = new LinkedHashSet<>();

  private boolean awaited;

  /** The wiring; called on the fleet's one thread. */
  public interface Host {
    /**
     * From now on these are routed to, the oldest first. Called again when one of them is decided
     * by another dispatcher, or reached at another port or under other hosts.
     */
    void serve(Collection<ClusterBalancer> balancers);

    /** Hears how the replicas of a balancer fare. */
    RosterListener listener(LoadBalancerModel model);

    /** A balancer came, and is about to be served. */
    void shown(ClusterBalancer balancer);

    /** A balancer went, and is no longer served. */
    void hidden(ClusterBalancer balancer);

    /** No connection to this replica is of any use now. */
    void gone(Endpoint endpoint);
  }

  private record Identity(String namespace, String name) {
    static Identity of(LoadBalancer resource) {
      return new Identity(resource.getMetadata().getNamespace(), resource.getMetadata().getName());
    }

    static Identity of(LoadBalancerModel model) {
      return new Identity(model.namespace(), model.name());
    }
  }

  /** What a balancer finds here. */
  private final class Neighbours implements ClusterBalancer.Home {
    @Override
    public ModelReader reader() {
      return reader;
    }

    @Override
    public ScaleWriter writer() {
      return writer;
    }

    @Override
    public void written(LoadBalancer resource) {
      unserved |= take(Identity.of(resource), resource);
      settle();
    }

    @Override
    public void happened(ClusterBalancer balancer) {
      attempt(balancer::step);
      setAlarm();
    }

    @Override
    public void gone(Endpoint endpoint) {
      host.gone(endpoint);
    }
  }

  /**
   * A fleet of none.
   *
   * @param defects hears of what should not have happened; the fleet goes on
   */
  public ClusterFleet(
      ClusterWatch watch,
      ModelReader reader,
      ScaleWriter writer,
      Host host,
      Consumer<Throwable> defects) {
    this(watch, reader, writer, host, defects, new FleetThread(defects));
  }

  ClusterFleet(
      ClusterState watch,
      ModelReader reader,
      ScaleWriter writer,
      Host host,
      Consumer<Throwable> defects,
      Lane lane) {
    this.watch = watch;
    this.reader = reader;
    this.writer = writer;
    this.host = host;
    this.defects = defects;
    this.lane = lane;
  }

  @Override
  public void balancer(String namespace, String name) {
    tell(List.of(new Identity(namespace, name)));
  }

  /** Reads all once more; to be called when the watch has started. */
  public void refresh() {
    tell(watch.balancers().stream().map(Identity::of).toList());
  }

  /** Those that are gone, too. */
  private void again() {
    tell(List.copyOf(residents.keySet()));
    refresh();
  }

  /** News that come faster than they are taken in are taken in together. */
  private void tell(Collection<Identity> identities) {
    boolean first;
    synchronized (told) {
      told.addAll(identities);
      first = !awaited;
      awaited = true;
    }
    if (first) {
      lane.execute(this::follow);
    }
  }

  private void follow() {
    List<Identity> changed;
    synchronized (told) {
      changed = List.copyOf(told);
      told.clear();
      awaited = false;
    }
    if (!watch.synced()) {
      return;
    }
    changed.forEach(identity -> attempt(() -> unserved |= look(identity)));
    settle();
    for (Identity identity : changed) {
      Resident resident = residents.get(identity);
      if (resident != null && resident.balancer() != null) {
        see(resident.balancer());
      }
    }
    setAlarm();
  }

  /** What fails here is tried again, and stands in nobody else's way. */
  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException defect) {
      failed = true;
      defects.accept(defect);
    }
  }

  private boolean look(Identity identity) {
    LoadBalancer resource = watch.balancer(identity.namespace(), identity.name()).orElse(null);
    Resident known = residents.get(identity);
    boolean left = known != null && (resource == null || !known.is(resource));
    if (left) {
      residents.remove(identity);
    }
    return (resource != null && take(identity, resource)) || left;
  }

  /**
   * Takes in a resource. One that is not sound changes nothing but its port.
   *
   * @return whether claims or ports may be others now
   */
  private boolean take(Identity identity, LoadBalancer resource) {
    Resident known = residents.get(identity);
    if (known != null && (!known.is(resource) || known.compareAge(resource) > 0)) {
      return false;
    }
    if (known != null && known.compareAge(resource) == 0) {
      boolean moved = !known.routerPort().equals(Resident.port(resource));
      known.become(resource);
      return moved;
    }
    return switch (reader.read(resource)) {
      case SpecResult.Valid valid -> {
        residents
            .computeIfAbsent(identity, fresh -> new Resident(resource, valid.model()))
            .become(resource, valid.model());
        yield true;
      }
      case SpecResult.Invalid invalid -> {
        if (known != null) {
          known.become(resource);
        }
        yield known != null;
      }
    };
  }

  /** Who is served, and under which hosts, is one decision about all. */
  private void settle() {
    if (unserved) {
      attempt(this::serve);
    }
  }

  private void serve() {
    Map<String, ClusterBalancer> next = new LinkedHashMap<>();
    HostPrecedence precedence =
        HostPrecedence.of(residents.values().stream().map(Resident::claimant).toList());
    for (Claimant claimant : precedence.claimants()) {
      Resident resident =
          Objects.requireNonNull(residents.get(Identity.of(claimant.model())), "resident");
      next.put(claimant.uid(), prepare(resident, precedence.served(claimant), claimant.uid()));
    }
    Map<String, ClusterBalancer> before = served;
    served = next;
    host.serve(List.copyOf(next.values()));
    unserved = false;
    before.forEach((uid, balancer) -> {
      if (!next.containsKey(uid)) {
        host.hidden(balancer);
        balancer.close();
      }
    });
  }

  /** Its table is made before anybody is sent to it. */
  private ClusterBalancer prepare(Resident resident, LoadBalancerModel model, String uid) {
    ClusterBalancer known = resident.balancer();
    if (known != null) {
      if (known.apply(model, resident.routerPort())) {
        see(known);
      }
      return known;
    }
    ClusterBalancer balancer =
        new ClusterBalancer(model, uid, lane, neighbours, host.listener(model));
    balancer.apply(model, resident.routerPort());
    resident.servedAs(balancer);
    host.shown(balancer);
    see(balancer);
    return balancer;
  }

  private void see(ClusterBalancer balancer) {
    LoadBalancerModel model = balancer.model();
    attempt(() -> {
      balancer.see(watch.pods(model.namespace(), model.name()), watch::lost);
      balancer.step();
    });
  }

  private void setAlarm() {
    long due =
        served.values().stream().mapToLong(ClusterBalancer::due).min().orElse(Long.MAX_VALUE);
    lane.alarm(failed ? lane.now() + AFTER_FAILURE.toNanos() : due, this::wake);
  }

  private void wake() {
    if (failed) {
      failed = false;
      again();
    }
    long now = lane.now();
    for (ClusterBalancer balancer : served.values()) {
      long due = balancer.due();
      if (due != Long.MAX_VALUE && now - due >= 0) {
        attempt(balancer::step);
      }
    }
    setAlarm();
  }

  /** Tables stand as they are; nobody hears of anything any more. */
  @Override
  public void close() {
    lane.close();
  }
}

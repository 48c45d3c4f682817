package dev.ringmaster.cluster;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.cluster.ScaleWriter.Written;
import dev.ringmaster.cluster.pods.PodRoster;
import dev.ringmaster.cluster.pods.Standing;
import dev.ringmaster.kubernetes.ModelReader;
import dev.ringmaster.preview.Placement;
import dev.ringmaster.roster.Readiness;
import dev.ringmaster.roster.RosterListener;
import dev.ringmaster.routing.Dispatcher;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.routing.RoutingTable;
import dev.ringmaster.scale.Rescaler;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.view.Balancer;
import dev.ringmaster.view.BalancerView;
import dev.ringmaster.view.MemberView;
import dev.ringmaster.view.OwnerView;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A balancer of the cluster as this router serves it. What people want otherwise is written into
 * the resource, and is so when the API server has it.
 */
public final class ClusterBalancer implements Balancer {
  private final String uid;
  private final Lane lane;
  private final Home home;
  private final PodRoster roster;
  private final Readiness readiness = new Readiness();
  private volatile OptionalInt routerPort = OptionalInt.empty();
  private long due = Long.MAX_VALUE;

  /** Those among whom it lives. */
  interface Home {
    ModelReader reader();

    ScaleWriter writer();

    /** A resource was written from here; the watch may tell of it later. */
    void written(LoadBalancer resource);

    /** Something happened to a balancer that the next step goes by. */
    void happened(ClusterBalancer balancer);

    /** Nobody may keep a connection to this one. */
    void gone(Endpoint endpoint);
  }

  /** A balancer without Pods so far. */
  ClusterBalancer(
      LoadBalancerModel model, String uid, Lane lane, Home home, RosterListener listener) {
    this.uid = uid;
    this.lane = lane;
    this.home = home;
    roster = new PodRoster(model, uid, lane::now, listener, home::gone, this::requestFailed);
  }

  private void requestFailed(Endpoint endpoint, RouteFailure failure) {
    lane.execute(() -> {
      if (roster.failed(endpoint, failure)) {
        home.happened(this);
      }
    });
  }

  /** The resource that it goes by, less the hosts that another balancer has. Any thread. */
  public LoadBalancerModel model() {
    return roster.routes().model();
  }

  /** Decides for its requests, until the fleet tells of another. Any thread. */
  public Dispatcher dispatcher() {
    return roster.routes().dispatcher();
  }

  /** The table that requests are routed by now. Any thread. */
  public RoutingTable table() {
    return roster.routes().table();
  }

  /** The resource's uid: another balancer of the same name has another. */
  public String uid() {
    return uid;
  }

  /** Its own port on every router, once it has one. Any thread. */
  public OptionalInt routerPort() {
    return routerPort;
  }

  /**
   * Goes by another state of its resource from the next step on.
   *
   * @return whether that is different
   */
  boolean apply(LoadBalancerModel model, OptionalInt port) {
    routerPort = port;
    if (model.equals(model())) {
      return false;
    }
    roster.apply(model);
    return true;
  }

  /** Takes in all Pods that there are; the next step goes by them. */
  void see(Collection<Pod> pods, Predicate<String> lost) {
    roster.see(pods, lost);
  }

  /** Makes the table of what is known now. */
  void step() {
    roster.step();
    settle(lane.now());
    due = Math.min(roster.due(), readiness.nextDeadline());
  }

  private void settle(long now) {
    readiness.settle(
        model().scale().ordinals(),
        table().routable().stream().map(Endpoint::ordinal).toList(),
        replicas(),
        now);
  }

  /** When to step again though nothing happened; {@link Long#MAX_VALUE}: only on an event. */
  long due() {
    return due;
  }

  /** It is gone. Whoever waits for it is told that it is late. */
  void close() {
    roster.close();
    settle(lane.now() + Readiness.TIMEOUT.toNanos());
  }

  @Override
  public List<String> replicas() {
    return table().routable().stream().map(Endpoint::name).toList();
  }

  @Override
  public void add(int n, List<String> hostnames, Consumer<Outcome> answer) {
    rescale(
        (latest, resource) ->
            Rescaler.add(latest.scale(), namesTaken(latest, resource), n, hostnames),
        answer);
  }

  /** Names that are borne, and those of ordinals that are still to have their first replica. */
  private Collection<String> namesTaken(LoadBalancerModel latest, LoadBalancer resource) {
    LoadBalancerStatus status = resource.getStatus();
    Set<Integer> awaited = new TreeSet<>(latest.scale().ordinals());
    Collection<String> taken = new ArrayList<>(roster.names());
    if (status != null && status.names() != null) {
      status.names().named().forEach(awaited::remove);
      taken.addAll(status.names().asked().values());
    }
    latest
        .hostnames()
        .forEach((ordinal, name) -> {
          if (awaited.contains(ordinal)) {
            taken.add(name);
          }
        });
    return taken;
  }

  @Override
  public void remove(int n, List<String> hostnames, Consumer<Outcome> answer) {
    rescale(
        (latest, resource) -> {
          SortedMap<Integer, String> names = new TreeMap<>();
          roster
              .holders()
              .forEach(holder -> names.put(holder.replica().ordinal(), holder.replica().name()));
          List<MemberView> members = view().members();
          return Rescaler.remove(
              latest.scale(), names, ordinal -> inFlight(members, ordinal), n, hostnames);
        },
        answer);
  }

  private static long inFlight(List<MemberView> members, int ordinal) {
    return members.stream()
        .filter(member -> member.ordinal() == ordinal)
        .mapToLong(MemberView::inFlight)
        .sum();
  }

  @Override
  public void scale(int replicas, Consumer<Outcome> answer) {
    rescale((latest, resource) -> Rescaler.resize(latest.scale(), replicas), answer);
  }

  private void rescale(ScaleWriter.Wish wish, Consumer<Outcome> answer) {
    lane.aside(() -> {
      switch (home.writer().write(model(), uid, home.reader(), wish)) {
        case Written.Refused refused -> answer.accept(new Outcome.Refused(refused.reason()));
        case Written.Failed failed -> answer.accept(new Outcome.Failed(failed.reason()));
        case Written.Done done ->
            lane.execute(() -> {
              // First the resource: who waits for ordinals that nobody desires is answered at once.
              home.written(done.resource());
              readiness.await(done.newcomers(), lane.now() + Readiness.TIMEOUT.toNanos(), answer);
              home.happened(this);
            });
      }
    });
  }

  @Override
  public void drain(int ordinal, Consumer<Outcome> answer) {
    Optional<Standing> holder =
        roster.holders().stream()
            .filter(standing -> standing.replica().ordinal() == ordinal)
            .findFirst();
    String obstacle = roster.routes().views().drainObstacle(ordinal, holder.isPresent());
    if (obstacle != null) {
      answer.accept(new Outcome.Refused(obstacle));
      return;
    }
    holder.ifPresent(standing -> lane.aside(() -> drain(standing, answer)));
  }

  private void drain(Standing holder, Consumer<Outcome> answer) {
    Outcome obstacle = home.writer().drain(model().namespace(), holder);
    if (obstacle != null) {
      answer.accept(obstacle);
      return;
    }
    lane.execute(() -> {
      roster.leave(holder.uid());
      home.happened(this);
      answer.accept(new Outcome.Done(replicas()));
    });
  }

  @Override
  public BalancerView view() {
    return roster.routes().views().now();
  }

  @Override
  public Placement placement() {
    return roster.routes().views().placement();
  }

  @Override
  public @Nullable OwnerView owner(byte[] key) {
    return roster.routes().views().owner(key);
  }
}

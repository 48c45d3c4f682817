package dev.ringmaster.cluster.pods;

import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.kubernetes.PodReader;
import dev.ringmaster.pool.Fitness;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.roster.Members;
import dev.ringmaster.roster.RosterListener;
import dev.ringmaster.roster.Routes;
import dev.ringmaster.routing.Dispatcher;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.spec.LoadBalancerModel;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The Pods of one balancer, and the table that follows from them. Confined to one thread, but for
 * what {@link #routes}, {@link #holders} and {@link #names} give.
 */
public final class PodRoster {
  private final String uid;
  private final LongSupplier clock;
  private final Consumer<Endpoint> gone;
  private final PodReadiness readiness;
  private final Members members;
  private final Routes routes;
  private final Set<String> leaving = new HashSet<>();
  private final List<Runnable> news = new ArrayList<>();

  /** Those that members know, as they were when they came. */
  private final Map<Long, Standing> followed = new HashMap<>();

  private Map<Long, Standing> standings = Map.of();
  private IntFunction<String> revisions;
  private volatile List<Standing> holders = List.of();
  private volatile List<String> names = List.of();

  /**
   * No Pods so far.
   *
   * @param uid of the balancer
   * @param clock nanoseconds
   * @param gone told of those to which no connection is of any use any more
   * @param failures told of every failed try, on the thread of the request
   */
  public PodRoster(
      LoadBalancerModel model,
      String uid,
      LongSupplier clock,
      RosterListener listener,
      Consumer<Endpoint> gone,
      Dispatcher.FailureListener failures) {
    this.uid = uid;
    this.clock = clock;
    this.gone = gone;
    readiness = new PodReadiness(model.health(), clock, this::found);
    members = new Members(model.health(), readiness, new Ejections(listener), () -> false);
    routes = new Routes(model, model.scale(), members, failures);
    revisions = model.template().revisions();
  }

  /** Who is out by what requests met, and Ready nevertheless, is to be tried again. */
  private final class Ejections implements RosterListener {
    private final RosterListener listener;

    Ejections(RosterListener listener) {
      this.listener = listener;
    }

    @Override
    public void ready(Replica replica, Duration after) {
      listener.ready(replica, after);
    }

    @Override
    public void ejected(Replica replica, HealthEvent reason) {
      readiness.ejected(replica.incarnation());
      listener.ejected(replica, reason);
    }

    @Override
    public void recovered(Replica replica) {
      listener.recovered(replica);
    }
  }

  /** What requests are decided by. */
  public Routes routes() {
    return routes;
  }

  /** The one of each ordinal that its requests go to. */
  public List<Standing> holders() {
    return holders;
  }

  /** Names that are borne, by those who leave too. */
  public List<String> names() {
    return names;
  }

  /** Goes by another model from the next step on. */
  public void apply(LoadBalancerModel model) {
    revisions = model.template().revisions();
    routes.apply(model);
    routes.reshape(model.scale());
  }

  /** Takes in all Pods that there are; the next step goes by them. */
  public void see(Collection<Pod> pods, Predicate<String> lost) {
    Map<Long, Standing> seen = new HashMap<>();
    Set<String> uids = new HashSet<>();
    for (Pod pod : pods) {
      if (PodReader.isOf(pod, uid)) {
        Standing standing = Standing.of(pod, lost);
        uids.add(standing.uid());
        seen.merge(
            standing.incarnation(),
            leaving.contains(standing.uid()) ? standing.leaving() : standing,
            (one, other) -> Standing.LATEST.compare(one, other) > 0 ? one : other);
      }
    }
    leaving.retainAll(uids);
    standings = seen;
  }

  /** A Pod was told to go; the watch may tell of it later. */
  public void leave(String pod) {
    leaving.add(pod);
    standings.replaceAll(
        (incarnation, standing) -> standing.uid().equals(pod) ? standing.leaving() : standing);
  }

  /**
   * A request failed: the next step goes by it.
   *
   * @return whether anything is different now
   */
  public boolean failed(Endpoint endpoint, RouteFailure failure) {
    long incarnation = endpoint.incarnation();
    long due = readiness.due();
    // What is known to be out needs no guesses.
    if (readiness.isReady(incarnation)) {
      HealthEvent event = Members.eventOf(failure);
      if (event != null) {
        found(incarnation, event);
      }
      readiness.confirm(incarnation);
    }
    return !news.isEmpty() || readiness.due() != due;
  }

  private void found(long incarnation, HealthEvent event) {
    Runnable told = members.judge(incarnation, event, clock.getAsLong());
    if (told != null) {
      news.add(told);
    }
  }

  /**
   * Makes the table of what is known now.
   *
   * <p>First those who come, so that no ordinal is without its replica in between; then the table
   * without those who leave; then their end: whoever finds them retired finds it.
   */
  public void step() {
    readiness.elapse();
    begin();
    publish(standing -> standing.isAt(followed.getOrDefault(standing.incarnation(), standing)));
    leave();
    end();
    begin();
    holders = publish(standing -> true);
    names = standings.values().stream().map(standing -> standing.replica().name()).toList();
    routes.show();
    List<Runnable> told = List.copyOf(news);
    news.clear();
    told.forEach(Runnable::run);
  }

  private void begin() {
    long now = clock.getAsLong();
    for (Standing standing : standings.values()) {
      Replica replica = standing.replica();
      if (isThere(replica) && followed.putIfAbsent(replica.incarnation(), standing) == null) {
        members.track(replica, routes.model().routing().weight(replica.ordinal()), now);
      }
      Standing known = followed.get(replica.incarnation());
      if (known != null && known.uid().equals(standing.uid())) {
        readiness.show(replica.incarnation(), standing.ready());
      }
    }
  }

  /** One that drains was perhaps never seen before; it is asked for all the same. */
  private static boolean isThere(Replica replica) {
    return replica.runs() || replica.phase() == Replica.Phase.DRAINING;
  }

  private List<Standing> publish(Predicate<Standing> filter) {
    SortedMap<Integer, List<Standing>> places = new TreeMap<>();
    for (Standing standing : standings.values()) {
      if (standing.replica().runs() && filter.test(standing)) {
        places
            .computeIfAbsent(standing.replica().ordinal(), fresh -> new ArrayList<>())
            .add(standing);
      }
    }
    List<Standing> fittest = new ArrayList<>();
    places.forEach((ordinal, rivals) ->
        Fitness.fittest(revisions.apply(ordinal), rivals).ifPresent(fittest::add));
    routes.publish(fittest.stream().map(Standing::replica).toList());
    return List.copyOf(fittest);
  }

  private void leave() {
    long now = clock.getAsLong();
    standings.values().stream()
        .filter(standing -> isLeaving(standing.replica().phase()))
        .forEach(standing -> members.retire(standing.incarnation(), now));
  }

  private static boolean isLeaving(Replica.Phase phase) {
    return phase == Replica.Phase.DRAINING || phase == Replica.Phase.STOPPING;
  }

  private void end() {
    List<Long> ended =
        followed.values().stream()
            .filter(this::hasEnded)
            .map(Standing::incarnation)
            .sorted()
            .toList();
    ended.forEach(this::end);
  }

  private boolean hasEnded(Standing known) {
    Standing now = standings.get(known.incarnation());
    return now == null
        || now.replica().phase() == Replica.Phase.EXITED
        || !now.uid().equals(known.uid())
        || (isThere(now.replica()) && !now.isAt(known));
  }

  private void end(long incarnation) {
    followed.remove(incarnation);
    Endpoint endpoint = members.drop(incarnation);
    if (endpoint != null) {
      gone.accept(endpoint);
    }
  }

  /** When to step again though nothing happened; {@link Long#MAX_VALUE}: only on an event. */
  public long due() {
    return readiness.due();
  }

  /** The balancer is gone: so is every connection. */
  public void close() {
    standings = Map.of();
    step();
    readiness.close();
  }
}

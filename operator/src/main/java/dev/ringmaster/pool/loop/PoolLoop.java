package dev.ringmaster.pool.loop;

import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.scale.DesiredScale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Observe, plan, execute: one step of it at a time, whenever something changed or the time it asked
 * for has come. Confined to one thread; the same in all modes.
 */
public final class PoolLoop {
  private final ReplicaTemplate template;
  private final DrainPolicy drain;
  private final PoolPlanner planner;
  private final ReplicaPool driver;
  private final ReplicaWatch watch;
  private final Consumer<PoolEvent> events;
  private final RandomGenerator random;

  private final NameBook names;
  private final Map<Long, Long> startedAt = new HashMap<>();
  private final Map<Long, Long> drainingSince = new HashMap<>();
  private final Map<Integer, CrashBackoff> backoffs = new HashMap<>();
  private final Map<Integer, Long> notBefore = new HashMap<>();
  private DesiredScale desired;
  private long lastIncarnation;

  /**
   * A loop that has done nothing yet.
   *
   * @param hostnames display names for the first incarnations of these ordinals
   */
  public PoolLoop(
      DesiredScale desired,
      Map<Integer, String> hostnames,
      ReplicaTemplate template,
      DrainPolicy drain,
      ReplicaPool driver,
      ReplicaWatch watch,
      Consumer<PoolEvent> events,
      RandomGenerator random) {
    this.desired = desired;
    this.template = template;
    this.drain = drain;
    this.planner = new PoolPlanner(drain);
    this.driver = driver;
    this.watch = watch;
    this.events = events;
    this.random = random;
    names = new NameBook(hostnames);
  }

  /** What is wanted now. */
  public DesiredScale desired() {
    return desired;
  }

  /**
   * Wants something else from the next step on.
   *
   * @param newNames for the next incarnations of these ordinals
   */
  public void desire(DesiredScale scale, Map<Integer, String> newNames) {
    desired = scale;
    newNames.forEach(names::ask);
    names.keepOnly(scale.ordinals());
    notBefore.keySet().retainAll(scale.ordinals());
    backoffs.keySet().retainAll(scale.ordinals());
  }

  /**
   * Does what there is to do now.
   *
   * @param now nanoseconds of a monotonic clock, the same as the watch's
   * @return when to step again though nothing happened; {@link Long#MAX_VALUE}: only on an event
   */
  public long step(long now) {
    driver.observe().stream()
        .filter(replica -> replica.phase() == Replica.Phase.EXITED)
        .forEach(replica -> bury(replica, now));
    PoolPlan plan = planner.plan(desired.ordinals(), look(), now);
    plan.actions().forEach(action -> execute(action, now));
    return plan.wakeUp();
  }

  /**
   * Takes a replica's ordinal from it: the next step starts a successor. Its last request is given
   * to it when the caller retires it, and says so.
   */
  public void vacate(Replica holder, long now) {
    drainingSince.put(holder.incarnation(), now);
  }

  /** The replicas that hold an ordinal: neither draining nor ended, in ordinal order. */
  public List<Replica> holders() {
    SortedMap<Integer, Replica> holders = new TreeMap<>();
    for (Replica replica : driver.observe()) {
      if (replica.phase() == Replica.Phase.RUNNING
          && !drainingSince.containsKey(replica.incarnation())) {
        holders.put(replica.ordinal(), replica);
      }
    }
    return List.copyOf(holders.values());
  }

  /** Names that a replica bears, a draining one too, or is about to. */
  public Collection<String> namesTaken() {
    Collection<String> taken = new ArrayList<>(names.pending());
    driver.observe().forEach(replica -> taken.add(replica.name()));
    return taken;
  }

  /** Nothing runs any more. */
  public boolean empty() {
    return driver.observe().isEmpty();
  }

  private ObservedPool look() {
    List<ObservedPool.Member> members = new ArrayList<>();
    for (Replica replica : driver.observe()) {
      long id = replica.incarnation();
      members.add(
          new ObservedPool.Member(
              replica,
              watch.inFlight(id),
              startingSince(id),
              watch.deadSince(id),
              drainingSince.getOrDefault(id, ObservedPool.NOT_DRAINING)));
    }
    return new ObservedPool(members, notBefore);
  }

  private long startingSince(long incarnation) {
    return watch.readySince(incarnation) == ReplicaWatch.NEVER
        ? startedAt.getOrDefault(incarnation, ReplicaWatch.NEVER)
        : ReplicaWatch.NEVER;
  }

  private void execute(PoolAction action, long now) {
    switch (action) {
      case PoolAction.Create create -> create(create.ordinal(), now);
      case PoolAction.Drain toDrain -> {
        long incarnation = toDrain.replica().incarnation();
        drainingSince.put(incarnation, now);
        watch.retire(incarnation);
        events.accept(new PoolEvent.Draining(toDrain.replica(), toDrain.reason()));
      }
      case PoolAction.Stop stop -> driver.stop(stop.replica().incarnation(), drain.grace());
    }
  }

  private void create(int ordinal, long now) {
    ReplicaSpec spec = new ReplicaSpec(ordinal, ++lastIncarnation, names.give(ordinal), template);
    startedAt.put(spec.incarnation(), now);
    driver.create(spec);
    driver.observe().stream()
        .filter(replica -> replica.incarnation() == spec.incarnation())
        .forEach(replica -> events.accept(new PoolEvent.Started(replica)));
  }

  private void bury(Replica replica, long now) {
    driver.forget(replica.incarnation());
    startedAt.remove(replica.incarnation());
    boolean drained = drainingSince.remove(replica.incarnation()) != null;
    if (drained || !desired.ordinals().contains(replica.ordinal())) {
      events.accept(new PoolEvent.Stopped(replica));
      return;
    }
    long ready = watch.readySince(replica.incarnation());
    long served = ready == ReplicaWatch.NEVER ? -1 : now - ready;
    int ordinal = replica.ordinal();
    CrashBackoff backoff = backoffs.getOrDefault(ordinal, CrashBackoff.NONE).after(served);
    long delay = backoff.delay(random);
    backoffs.put(ordinal, backoff);
    notBefore.put(ordinal, now + delay);
    events.accept(new PoolEvent.Crashed(replica, Duration.ofNanos(delay)));
  }
}

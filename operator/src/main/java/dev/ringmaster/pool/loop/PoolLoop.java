package dev.ringmaster.pool.loop;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.pool.plan.ObservedPool;
import dev.ringmaster.pool.plan.Place;
import dev.ringmaster.pool.plan.PlanRules;
import dev.ringmaster.pool.plan.PoolAction;
import dev.ringmaster.pool.plan.PoolPlan;
import dev.ringmaster.pool.plan.PoolPlanner;
import dev.ringmaster.scale.DesiredScale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Observe, plan, execute: one step of it at a time, whenever something changed or the time it asked
 * for has come. Confined to one thread; the same in all modes.
 */
public final class PoolLoop {
  private final ReplicaPool driver;
  private final ReplicaWatch watch;
  private final Keeper keeper;
  private final RandomGenerator random;

  private final NameBook names;
  private final Map<Long, Long> startedAt = new HashMap<>();
  private final Map<Long, Long> drainingSince = new HashMap<>();
  private final Map<Integer, CrashBackoff> backoffs = new HashMap<>();
  private final Map<Integer, Long> notBefore = new HashMap<>();
  private PoolGoal goal;
  private IntFunction<String> revisions;
  private PoolPlanner planner;
  private long lastIncarnation;
  private final RolloutClock rolloutClock = new RolloutClock();

  /** The last one of which every ordinal had a replica that was well; null before. */
  private @Nullable ReplicaTemplate proven;

  /** Hears the loop's story, and keeps what must outlive it. */
  public interface Keeper {
    /** Something happened. */
    void happened(PoolEvent event);

    /** To be kept before this returns: replicas are about to be created under new names. */
    void keep(PoolMemory memory);
  }

  /**
   * A loop that has done nothing yet; what the driver knows already it takes on.
   *
   * @param memory of the loop before this one
   */
  public PoolLoop(
      PoolGoal goal,
      PoolMemory memory,
      ReplicaPool driver,
      ReplicaWatch watch,
      Keeper keeper,
      RandomGenerator random) {
    this.goal = goal;
    this.driver = driver;
    this.watch = watch;
    this.keeper = keeper;
    this.random = random;
    revisions = goal.template().revisions();
    planner = planner();
    lastIncarnation = memory.incarnation();
    names = new NameBook(memory.names());
    names.hostnames(goal.hostnames());
    names.keepOnly(goal.scale().ordinals());
  }

  private PoolPlanner planner() {
    return new PoolPlanner(
        new PlanRules(goal.drain(), goal.rollout(), driver.starts(), watch.tellsIdle()));
  }

  /** How far the replacement of old revisions was at the last step. */
  public RolloutReport rollout() {
    return rolloutClock.report();
  }

  /** Which ordinals are wanted now. */
  public DesiredScale desired() {
    return goal.scale();
  }

  /** What must outlive this loop. */
  public PoolMemory memory() {
    return new PoolMemory(lastIncarnation, names.memory());
  }

  /**
   * Wants something else from the next step on.
   *
   * @param newNames for the next incarnations of these ordinals
   */
  public void desire(PoolGoal wanted, Map<Integer, String> newNames) {
    if (!wanted.template().equals(goal.template())) {
      // The crashes were the old template's.
      notBefore.clear();
      backoffs.clear();
      rolloutClock.restart();
    }
    goal = wanted;
    revisions = goal.template().revisions();
    planner = planner();
    SortedSet<Integer> ordinals = goal.scale().ordinals();
    names.hostnames(goal.hostnames());
    newNames.forEach(names::ask);
    names.keepOnly(ordinals);
    notBefore.keySet().retainAll(ordinals);
    backoffs.keySet().retainAll(ordinals);
  }

  /** Wants other ordinals from the next step on. */
  public void desire(DesiredScale scale, Map<Integer, String> newNames) {
    desire(goal.scaled(scale), newNames);
  }

  /**
   * Takes on the replicas that the driver found; to be called before the first step.
   *
   * @return their ordinals
   */
  public Set<Integer> adopt() {
    Set<Integer> ordinals = new TreeSet<>();
    for (Replica replica : standing()) {
      ordinals.add(replica.ordinal());
      lastIncarnation = Math.max(lastIncarnation, replica.incarnation());
      names.borne(replica.ordinal(), replica.name());
      keeper.happened(new PoolEvent.Adopted(replica));
    }
    return ordinals;
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
    PoolPlan plan = planner.plan(desired().ordinals(), revisions, provenRevisions(), look(), now);
    plan.actions().forEach(action -> execute(action, now));
    create(plan, now);
    if (plan.rollout().serving()) {
      proven = goal.template();
    }
    if (rolloutClock.look(plan.rollout(), goal.rollout().progressDeadline(), now)) {
      tellStuck(plan.rollout().pending());
    }
    return Math.min(plan.wakeUp(), rolloutClock.due());
  }

  /** The replicas that run and were not told to go. */
  public List<Replica> standing() {
    return driver.observe().stream()
        .filter(Replica::runs)
        .filter(replica -> !drainingSince.containsKey(replica.incarnation()))
        .toList();
  }

  /**
   * Takes a replica's ordinal from it: the next step starts a successor. Its last request is given
   * to it when the caller retires it, and says so.
   */
  public void vacate(Replica holder, long now) {
    drainingSince.put(holder.incarnation(), now);
  }

  /** The one of each ordinal that its requests go to, in ordinal order. */
  public List<Replica> holders() {
    SortedMap<Integer, Place> places = new TreeMap<>();
    for (ObservedPool.Member member : look().members()) {
      int ordinal = member.replica().ordinal();
      if (!member.draining() && member.replica().runs()) {
        places
            .computeIfAbsent(ordinal, fresh -> new Place(revisions.apply(ordinal), ""))
            .members()
            .add(member);
      }
    }
    return places.values().stream().flatMap(place -> place.holder().stream()).toList();
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
    long before = watch.knowsAtOnce() ? ObservedPool.LONG_AGO : ReplicaWatch.NEVER;
    for (Replica replica : driver.observe()) {
      long id = replica.incarnation();
      members.add(
          new ObservedPool.Member(
              replica,
              watch.inFlight(id),
              startedAt.getOrDefault(id, before),
              watch.readySince(id),
              watch.served(id),
              watch.deadSince(id),
              drainingSince.getOrDefault(id, ObservedPool.NOT_DRAINING)));
    }
    return new ObservedPool(members, notBefore);
  }

  private void execute(PoolAction action, long now) {
    switch (action) {
      case PoolAction.Create create -> {}
      case PoolAction.Restore restore -> {}
      case PoolAction.Drain toDrain -> {
        long incarnation = toDrain.replica().incarnation();
        watch.retire(incarnation, now);
        drainingSince.put(incarnation, now);
        keeper.happened(new PoolEvent.Draining(toDrain.replica(), toDrain.reason()));
      }
      case PoolAction.Stop stop -> driver.stop(stop.replica().incarnation(), goal.drain().grace());
    }
  }

  /** Names are spent before they are borne, whatever happens in between. */
  private void create(PoolPlan plan, long now) {
    List<ReplicaSpec> specs = new ArrayList<>();
    for (PoolAction action : plan.actions()) {
      switch (action) {
        case PoolAction.Create create -> specs.add(spec(create.ordinal(), goal.template()));
        case PoolAction.Restore restore ->
            specs.add(spec(restore.ordinal(), Objects.requireNonNullElse(proven, goal.template())));
        case PoolAction.Drain drain -> {}
        case PoolAction.Stop stop -> {}
      }
    }
    if (!specs.isEmpty()) {
      keeper.keep(memory());
      specs.forEach(spec -> create(spec, now));
    }
  }

  private IntFunction<String> provenRevisions() {
    return proven == null ? ordinal -> "" : proven.revisions();
  }

  private void tellStuck(SortedSet<Integer> pending) {
    driver.observe().stream()
        .filter(replica -> pending.contains(replica.ordinal()))
        .max(
            Comparator.comparing((Replica replica) -> !replica.runs())
                .thenComparingLong(Replica::incarnation))
        .ifPresent(replica ->
            keeper.happened(
                new PoolEvent.RolloutStuck(replica, goal.rollout().progressDeadline())));
  }

  private ReplicaSpec spec(int ordinal, ReplicaTemplate template) {
    return new ReplicaSpec(ordinal, ++lastIncarnation, names.give(ordinal), template);
  }

  private void create(ReplicaSpec spec, long now) {
    startedAt.put(spec.incarnation(), now);
    driver.create(spec);
    driver.observe().stream()
        .filter(replica -> replica.incarnation() == spec.incarnation())
        .forEach(replica -> keeper.happened(new PoolEvent.Started(replica)));
  }

  private void bury(Replica replica, long now) {
    driver.forget(replica.incarnation());
    startedAt.remove(replica.incarnation());
    boolean drained = drainingSince.remove(replica.incarnation()) != null;
    if (drained || !desired().ordinals().contains(replica.ordinal())) {
      keeper.happened(new PoolEvent.Stopped(replica));
      return;
    }
    long ready = watch.readySince(replica.incarnation());
    long served = ready == ReplicaWatch.NEVER ? -1 : now - ready;
    int ordinal = replica.ordinal();
    CrashBackoff backoff = backoffs.getOrDefault(ordinal, CrashBackoff.NONE).after(served);
    long delay = backoff.delay(random);
    backoffs.put(ordinal, backoff);
    notBefore.put(ordinal, now + delay);
    keeper.happened(new PoolEvent.Crashed(replica, Duration.ofNanos(delay)));
  }
}

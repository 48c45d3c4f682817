package dev.ringmaster.pool.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.pool.RolloutPolicy;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.testing.FakePool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ObjLongConsumer;
import java.util.stream.IntStream;

/**
 * A pool loop in a world with a clock of its own. It is driven by its own wake-ups and by what the
 * driver and the probes tell, by nothing else: whatever it forgets to ask for never comes.
 */
final class Simulation implements ReplicaWatch, PoolLoop.Keeper {
  static final Duration DEADLINE = Duration.ofSeconds(30);

  private record Happening(long at, Runnable what) {}

  private final List<PoolEvent> events = new ArrayList<>();
  private final Map<Long, Long> ready = new HashMap<>();
  private final Map<Long, Long> inFlight = new HashMap<>();
  private final Map<Long, Long> dead = new HashMap<>();
  private final Set<Long> retired = new HashSet<>();
  private final PriorityQueue<Happening> happenings =
      new PriorityQueue<>((a, b) -> Long.compare(a.at(), b.at()));
  private final FakePool pool = new FakePool(this::changed);
  private final List<PoolMemory> kept = new ArrayList<>();
  private final PoolLoop loop;
  private ObjLongConsumer<Simulation> birth = (world, id) -> world.readyIn(id, millis(200));
  private Duration stopTakes = Duration.ofMillis(5);
  private long now;
  private long wakeUp;
  private int steps;
  private int seenCreated;
  private int seenEvents;
  private boolean changed = true;
  private boolean knows;

  Simulation(int replicas, Map<Integer, String> hostnames) {
    this(replicas, hostnames, PoolMemory.NONE, List.of());
  }

  /** One that finds replicas of an earlier loop. */
  Simulation(int replicas, Map<Integer, String> hostnames, PoolMemory memory, List<Replica> found) {
    found.forEach(pool::found);
    loop = new PoolLoop(goal(replicas, hostnames), memory, pool, this, this, new Random(1));
    loop.adopt();
  }

  private static PoolGoal goal(int replicas, Map<Integer, String> hostnames) {
    return new PoolGoal(
        scale(replicas),
        template("1"),
        new TreeMap<>(hostnames),
        new DrainPolicy(Duration.ofSeconds(5), DEADLINE),
        RolloutPolicy.ONE_BY_ONE);
  }

  static ReplicaTemplate template(String version) {
    return new ReplicaTemplate("", List.of(), List.of(), 5000, Map.of("VERSION", version));
  }

  /** Replicas of another template are wanted. */
  void roll(String version) {
    roll(version, RolloutPolicy.ONE_BY_ONE);
  }

  /** The same by another policy. */
  void roll(String version, RolloutPolicy policy) {
    PoolGoal before = goal(0, Map.of());
    loop.desire(
        new PoolGoal(loop.desired(), template(version), before.hostnames(), before.drain(), policy),
        Map.of());
    changed();
  }

  @Override
  public void happened(PoolEvent event) {
    events.add(event);
  }

  @Override
  public void keep(PoolMemory memory) {
    kept.add(memory);
  }

  /** What it was told to keep, in order. */
  List<PoolMemory> kept() {
    return kept;
  }

  /** The revision that each ordinal's requests go to. */
  List<String> revisions() {
    return loop.holders().stream().map(Replica::revision).toList();
  }

  /** What becomes of a replica that was just created; by default it is ready after 200 ms. */
  void onBirth(ObjLongConsumer<Simulation> fate) {
    birth = fate;
  }

  /** Who ran before, and is not ready, is known not to be. */
  void knowAtOnce() {
    knows = true;
  }

  @Override
  public boolean knowsAtOnce() {
    return knows;
  }

  void stopTakes(Duration time) {
    stopTakes = time;
  }

  void readyIn(long incarnation, Duration delay) {
    in(
        delay,
        () -> {
          if (runs(incarnation)) {
            ready.put(incarnation, now);
            changed();
          }
        });
  }

  void exitIn(long incarnation, Duration delay) {
    in(
        delay,
        () -> {
          if (pool.observe().stream()
              .anyMatch(r -> r.incarnation() == incarnation && r.phase() != Replica.Phase.EXITED)) {
            pool.exit(incarnation);
          }
        });
  }

  /** The replica answers nothing from now on, or again. */
  void hang(long incarnation, boolean hangs) {
    if (hangs) {
      dead.put(incarnation, now);
    } else {
      dead.remove(incarnation);
    }
    changed();
  }

  /** Requests end without a word to the loop. */
  void inFlight(long incarnation, long count) {
    inFlight.put(incarnation, count);
  }

  void in(Duration delay, Runnable what) {
    happenings.add(new Happening(now + delay.toNanos(), what));
  }

  void desire(DesiredScale scale, Map<Integer, String> names) {
    loop.desire(scale, names);
    changed();
  }

  /** As whoever drains by hand does it: out of the table, then retired. */
  void vacate(int ordinal) {
    loop.holders().stream()
        .filter(replica -> replica.ordinal() == ordinal)
        .forEach(replica -> {
          loop.vacate(replica, now);
          retire(replica.incarnation(), now);
        });
    changed();
  }

  void run(Duration time) {
    long end = now + time.toNanos();
    settle();
    while (true) {
      Happening next = happenings.peek();
      long due = Math.min(wakeUp, next == null ? Long.MAX_VALUE : next.at());
      if (due > end) {
        now = end;
        return;
      }
      now = due;
      if (next != null && next.at() == due) {
        happenings.remove();
        next.what().run();
      } else {
        changed = true;
      }
      settle();
    }
  }

  private void settle() {
    for (int round = 0; changed; round++) {
      assertThat(round).as("steps at one instant").isLessThan(1000);
      changed = false;
      step();
    }
  }

  private void step() {
    steps++;
    wakeUp = loop.step(now);
    assertThat(wakeUp).isGreaterThanOrEqualTo(now);
    if (wakeUp == now) {
      changed = true;
    }
    List<Long> born =
        pool.created().stream().skip(seenCreated).map(spec -> spec.incarnation()).toList();
    seenCreated += born.size();
    born.forEach(id -> birth.accept(this, id));
    pool.observe().stream()
        .filter(replica -> replica.phase() == Replica.Phase.STOPPING)
        .forEach(replica -> exitIn(replica.incarnation(), stopTakes));
    assertLaws();
  }

  /** What holds after every step. */
  private void assertLaws() {
    assertThat(loop.holders()).extracting(Replica::ordinal).doesNotHaveDuplicates().isSorted();
    assertThat(loop.desired().ordinals()).containsAll(ordinals());
    assertThat(pool.observe()).extracting(Replica::name).doesNotHaveDuplicates();
    assertThat(loop.namesTaken()).containsAll(names());
    pool.created().stream()
        .skip(seenCreated)
        .forEach(spec ->
            assertThat(kept.getLast().incarnation()).isGreaterThanOrEqualTo(spec.incarnation()));
    for (PoolEvent event : events.subList(seenEvents, events.size())) {
      if (event instanceof PoolEvent.Draining draining) {
        assertThat(retired).contains(draining.replica().incarnation());
      }
    }
    seenEvents = events.size();
  }

  private boolean runs(long incarnation) {
    return pool.running().stream().anyMatch(replica -> replica.incarnation() == incarnation);
  }

  private void changed() {
    changed = true;
  }

  PoolLoop loop() {
    return loop;
  }

  FakePool pool() {
    return pool;
  }

  boolean retired(long incarnation) {
    return retired.contains(incarnation);
  }

  List<PoolEvent> events() {
    return events;
  }

  int steps() {
    return steps;
  }

  List<Integer> ordinals() {
    return loop.holders().stream().map(Replica::ordinal).toList();
  }

  List<String> names() {
    return loop.holders().stream().map(Replica::name).toList();
  }

  long holder(int ordinal) {
    return loop.holders().stream()
        .filter(replica -> replica.ordinal() == ordinal)
        .findFirst()
        .orElseThrow()
        .incarnation();
  }

  static DesiredScale scale(int replicas, int... reserve) {
    return new DesiredScale(replicas, new TreeSet<>(IntStream.of(reserve).boxed().toList()));
  }

  static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Override
  public long inFlight(long incarnation) {
    return inFlight.getOrDefault(incarnation, 0L);
  }

  @Override
  public long readySince(long incarnation) {
    return ready.getOrDefault(incarnation, NEVER);
  }

  @Override
  public long deadSince(long incarnation) {
    return dead.getOrDefault(incarnation, NEVER);
  }

  @Override
  public void retire(long incarnation, long now) {
    retired.add(incarnation);
  }
}

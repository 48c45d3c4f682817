package dev.ringmaster.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Threads that admit and release as event loops do; what must hold at each moment, and at the end.
 */
class LoadStressTest {
  private static final int THREADS = 8;
  private static final int STEPS = 40_000;
  private static final int REPLICAS = 3;
  private static final LoadBound BOUND = new LoadBound(1.25, 4);

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final InFlight all = new InFlight();
  private final List<ReplicaLoad> replicas =
      Stream.generate(all::newReplica).limit(REPLICAS).toList();

  @AfterEach
  void end_leavesNothingInFlight() {
    threads.shutdownNow();
    assertThat(replicas).allSatisfy(replica -> assertThat(replica.inFlight()).isZero());
    assertThat(all.total()).isZero();
  }

  /**
   * The threads hold at most {@code cap} leases together, so no admission is ever right beyond the
   * bound at that total, whatever the others do in between.
   */
  @Test
  void admit_fromManyThreads_neverExceedsTheBound() throws Exception {
    int perThread = 6;
    long cap = BOUND.limit((long) THREADS * perThread - 1, 1, REPLICAS);
    AtomicLong granted = new AtomicLong();
    run(random -> {
      Deque<Lease> held = new ArrayDeque<>();
      for (int step = 0; step < STEPS; step++) {
        ReplicaLoad replica = replicas.get(random.nextInt(REPLICAS));
        Lease lease = held.size() < perThread ? replica.admit(BOUND, 1, REPLICAS) : null;
        if (lease != null) {
          granted.incrementAndGet();
          held.add(lease);
          // A bounded admission is the only way in.
          check(replica.inFlight() <= cap, "over the bound");
        } else if (!held.isEmpty()) {
          held.remove().close();
        }
        check(all.total() >= 0, "negative total");
      }
      held.forEach(Lease::close);
    });
    assertThat(granted).hasPositiveValue();
  }

  /** With a bound that says "one", the replica is a lock: two inside would be seen. */
  @Test
  void admit_withBoundOfOne_letsOneInAtATime() throws Exception {
    // One of a million weights: the limit is the minimum, 1.
    LoadBound one = new LoadBound(1, 1);
    AtomicLong inside = new AtomicLong();
    AtomicLong granted = new AtomicLong();
    ReplicaLoad replica = replicas.get(0);
    run(random -> {
      for (int step = 0; step < 10 * STEPS; step++) {
        Lease lease = replica.admit(one, 1, 1_000_000);
        if (lease != null) {
          granted.incrementAndGet();
          check(inside.incrementAndGet() == 1, "two inside");
          for (int i = random.nextInt(50); i > 0; i--) {
            Thread.onSpinWait();
          }
          check(inside.getAndDecrement() == 1, "two inside");
          lease.close();
          lease.close();
        }
      }
    });
    assertThat(granted).hasPositiveValue();
  }

  /** The total that a bound is computed from may lag behind the counts, never run ahead of them. */
  @Test
  void total_fromManyThreads_neverExceedsTheTrueNumber() throws Exception {
    run(random -> {
      for (int step = 0; step < STEPS; step++) {
        Lease lease = replicas.get(random.nextInt(REPLICAS)).admit();
        long total = all.total();
        check(total >= 0 && total <= THREADS, "more than one for each thread");
        if (lease != null) {
          lease.close();
        }
      }
    });
  }

  @Test
  void retire_whileThreadsAdmit_onlyFallsFromThenOn() throws Exception {
    AtomicBoolean retired = new AtomicBoolean();
    AtomicLong refused = new AtomicLong();
    ReplicaLoad leaving = replicas.get(0);
    run(random -> {
      Deque<Lease> held = new ArrayDeque<>();
      for (int step = 0; step < STEPS; step++) {
        if (step == STEPS / 2 && random.nextInt(2) == 0) {
          leaving.retire();
          retired.set(true);
        }
        boolean wasRetired = retired.get();
        long before = leaving.inFlight();
        Lease lease = held.size() < 3 ? leaving.admit() : null;
        if (lease != null) {
          check(!wasRetired, "let in after the retirement");
          held.add(lease);
        } else if (!held.isEmpty()) {
          held.remove().close();
        }
        if (wasRetired) {
          refused.incrementAndGet();
          check(leaving.inFlight() <= before, "the count rose");
        }
      }
      held.forEach(Lease::close);
    });
    assertThat(refused).hasPositiveValue();
    assertThat(leaving.admit()).isNull();
  }

  private void run(Body body) throws Exception {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    LongStream.rangeClosed(1, THREADS)
        .forEach(seed ->
            tasks.add(() -> {
              body.run(new SplittableRandom(seed));
              return true;
            }));
    for (Future<Boolean> done : threads.invokeAll(tasks)) {
      assertThat(done.get()).isTrue();
    }
  }

  /** AssertJ would dominate the race. */
  private static void check(boolean holds, String law) {
    if (!holds) {
      throw new AssertionError(law);
    }
  }

  private interface Body {
    void run(SplittableRandom random) throws Exception;
  }
}

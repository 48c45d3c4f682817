package dev.ringmaster.pool.loop;

import static dev.ringmaster.pool.loop.Simulation.millis;
import static dev.ringmaster.pool.loop.Simulation.scale;
import static dev.ringmaster.pool.loop.Simulation.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.plan.PoolAction.DrainReason;
import dev.ringmaster.pool.plan.PoolPlanner;
import dev.ringmaster.scale.DesiredScale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolLoopTest {
  private final Simulation world = new Simulation(3, Map.of());

  @Test
  void step_ofANewLoop_startsWhatIsDesired() {
    world.run(seconds(1));
    assertThat(world.ordinals()).containsExactly(0, 1, 2);
    assertThat(world.names()).containsExactly("s1", "s2", "s3");
    assertThat(world.events()).hasSize(3).allMatch(PoolEvent.Started.class::isInstance);
  }

  @Test
  void step_withNothingToDo_asksForNoOtherAndDoesNothing() {
    world.run(seconds(1));
    int steps = world.steps();
    world.run(Duration.ofDays(1));
    assertThat(world.steps()).isEqualTo(steps);
    assertThat(world.loop().step(Duration.ofDays(2).toNanos())).isEqualTo(Long.MAX_VALUE);
    assertThat(world.pool().created()).hasSize(3);
  }

  @Test
  void vacatedOrdinal_hasASuccessorAtOnce_whileTheOldOneFinishes() {
    world.run(seconds(10));
    long old = world.holder(1);
    world.inFlight(old, 1);
    world.vacate(1);
    assertThat(world.ordinals()).containsExactly(0, 2);
    world.run(millis(1));
    assertThat(world.names()).containsExactly("s1", "s4", "s3");
    world.run(seconds(20));
    assertThat(world.pool().running()).extracting(Replica::incarnation).contains(old);
    world.inFlight(old, 0);
    world.run(seconds(1));
    assertThat(world.pool().observe()).extracting(Replica::incarnation).doesNotContain(old);
    assertThat(world.events()).noneMatch(PoolEvent.Crashed.class::isInstance);
  }

  @Test
  void moreThanMayStartAtOnce_startInTurn() {
    Simulation large = new Simulation(100, Map.of());
    large.run(millis(100));
    assertThat(large.ordinals()).hasSize(PoolPlanner.START_LIMIT);
    large.run(seconds(2));
    assertThat(large.ordinals()).hasSize(100);
  }

  @Test
  void crashAfterService_isReplacedAtOnceInItsPlaceUnderANewName() {
    world.run(seconds(10));
    long victim = world.holder(1);
    world.pool().exit(victim);
    world.run(Duration.ZERO);
    assertThat(world.ordinals()).containsExactly(0, 1, 2);
    assertThat(world.names()).containsExactly("s1", "s4", "s3");
    assertThat(world.holder(1)).isGreaterThan(victim);
    assertThat(world.events())
        .filteredOn(PoolEvent.Crashed.class::isInstance)
        .extracting(event -> event.replica().name(), event -> ((PoolEvent.Crashed) event).delay())
        .containsExactly(tuple("s2", Duration.ZERO));
  }

  @Test
  void hostnames_nameTheFirstIncarnationOnly() {
    Simulation named = new Simulation(3, Map.of(0, "s1", 1, "Server 1", 2, "s2"));
    named.run(seconds(10));
    assertThat(named.names()).containsExactly("s1", "Server 1", "s2");
    named.pool().exit(named.holder(1));
    named.run(seconds(10));
    named.pool().exit(named.holder(1));
    named.run(Duration.ZERO);
    assertThat(named.names()).containsExactly("s1", "s4", "s2");
    named.desire(scale(1), Map.of());
    named.run(seconds(1));
    named.desire(scale(3), Map.of());
    named.run(seconds(1));
    assertThat(named.names()).containsExactly("s1", "s5", "s6");
  }

  @Test
  void hostname_ofAnOrdinalNotYetDesired_waitsForIt() {
    Simulation named = new Simulation(1, Map.of(1, "second"));
    named.run(seconds(1));
    named.desire(scale(2), Map.of());
    named.run(seconds(1));
    assertThat(named.names()).containsExactly("s1", "second");
  }

  @Test
  void nameAskedFor_isFreeAgainOnceNobodyBearsIt() {
    world.run(seconds(10));
    world.desire(scale(4), Map.of(3, "S5"));
    assertThat(world.loop().namesTaken()).contains("S5");
    world.run(seconds(10));
    assertThat(world.names()).containsExactly("s1", "s2", "s3", "S5");

    world.inFlight(world.holder(3), 1);
    world.desire(scale(3), Map.of());
    world.run(seconds(1));
    assertThat(world.names()).doesNotContain("S5");
    assertThat(world.loop().namesTaken()).as("a draining replica bears its name").contains("S5");

    world.run(seconds(40));
    assertThat(world.loop().namesTaken()).doesNotContain("S5");
    world.desire(scale(4), Map.of(3, "S5"));
    world.run(seconds(10));
    assertThat(world.names()).containsExactly("s1", "s2", "s3", "S5");

    world.pool().exit(world.holder(3));
    world.run(Duration.ZERO);
    assertThat(world.names()).containsExactly("s1", "s2", "s3", "s4");
    assertThat(world.loop().namesTaken()).doesNotContain("S5");
  }

  @Test
  void nameAskedFor_forAnOrdinalGivenUpBeforeItStarted_isFreeAgain() {
    world.desire(scale(4), Map.of(3, "S5"));
    world.desire(scale(3), Map.of());
    assertThat(world.loop().namesTaken()).doesNotContain("S5");
  }

  @Test
  void exitAtOnce_isStartedABoundedNumberOfTimes() {
    Simulation broken = new Simulation(1, Map.of());
    broken.pool().failStarts(true);
    broken.run(seconds(60));
    // At 0, 1, 3, 7, 15, 31 s, give or take the jitter.
    assertThat(broken.pool().created()).hasSize(6);
    assertThat(broken.steps()).isLessThan(50);
    broken.run(Duration.ofHours(1));
    assertThat(broken.pool().created()).hasSizeBetween(60, 75);
    assertThat(broken.pool().observe()).isEmpty();

    broken.pool().failStarts(false);
    broken.run(seconds(70));
    assertThat(broken.ordinals()).containsExactly(0);
  }

  @Test
  void crashes_ofOneOrdinal_doNotHoldUpTheOthers() {
    world.onBirth((self, id) -> {
      if (self.holder(1) == id) {
        self.exitIn(id, millis(50));
      } else {
        self.readyIn(id, millis(200));
      }
    });
    world.run(seconds(60));
    assertThat(world.pool().created().stream().filter(spec -> spec.ordinal() != 1)).hasSize(2);
    assertThat(world.pool().created().size()).isBetween(7, 9);
  }

  @Test
  void crashAfterShortService_isReplacedAtOnceTheFirstTime() {
    world.run(seconds(1));
    world.pool().exit(world.holder(0));
    world.run(Duration.ZERO);
    assertThat(world.ordinals()).containsExactly(0, 1, 2);
    world.run(seconds(1));
    world.pool().exit(world.holder(0));
    world.run(Duration.ZERO);
    assertThat(world.ordinals()).containsExactly(1, 2);
    world.run(millis(1_100));
    assertThat(world.ordinals()).containsExactly(0, 1, 2);
  }

  @Test
  void backoff_endsWhereTheOrdinalIsAskedForAnew() {
    world.pool().failStarts(true);
    world.run(seconds(20));
    world.desire(scale(0), Map.of());
    world.run(Duration.ZERO);
    world.pool().failStarts(false);
    world.desire(scale(3), Map.of());
    world.run(Duration.ZERO);
    assertThat(world.ordinals()).containsExactly(0, 1, 2);
  }

  @Test
  void crashOfWhatIsNoLongerDesired_delaysNobody() {
    world.run(millis(100));
    long unready = world.holder(2);
    world.desire(scale(2), Map.of());
    world.pool().exit(unready);
    world.run(Duration.ZERO);
    world.desire(scale(3), Map.of());
    world.run(Duration.ZERO);
    assertThat(world.ordinals()).containsExactly(0, 1, 2);
    assertThat(world.events()).noneMatch(PoolEvent.Crashed.class::isInstance);
  }

  @Test
  void notDesired_isRetiredAtOnceAndStoppedWhenItsRequestsEnd() {
    world.run(seconds(10));
    long victim = world.holder(2);
    world.inFlight(victim, 2);
    world.desire(scale(2), Map.of());
    world.run(seconds(3));
    assertThat(world.ordinals()).containsExactly(0, 1);
    assertThat(world.pool().running()).hasSize(3);
    world.inFlight(victim, 0);
    world.run(millis(200));
    assertThat(world.pool().observe()).hasSize(2);
    assertThat(world.events())
        .filteredOn(event -> event.replica().incarnation() == victim)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("Started", "Draining", "Stopped");
  }

  @Test
  void notDesired_withRequestsThatNeverEnd_isStoppedAtTheDeadline() {
    world.run(seconds(10));
    world.inFlight(world.holder(2), 1);
    world.desire(scale(2), Map.of());
    world.run(Simulation.DEADLINE.minusMillis(1));
    assertThat(world.pool().running()).hasSize(3);
    world.run(millis(200));
    assertThat(world.pool().observe()).hasSize(2);
  }

  @Test
  void hung_isReplacedWhileItStillDrains() {
    world.run(seconds(10));
    long hung = world.holder(0);
    world.inFlight(hung, 1);
    world.hang(hung, true);
    world.run(PoolPlanner.HUNG_AFTER.minusMillis(1));
    assertThat(world.holder(0)).isEqualTo(hung);
    world.run(millis(1));
    assertThat(world.holder(0)).isGreaterThan(hung);
    assertThat(world.pool().observe()).extracting(Replica::incarnation).contains(hung);
    assertThat(world.events())
        .filteredOn(PoolEvent.Draining.class::isInstance)
        .extracting(event -> ((PoolEvent.Draining) event).reason())
        .containsExactly(DrainReason.HUNG);
    world.run(seconds(31));
    assertThat(world.pool().observe()).hasSize(3);
  }

  @Test
  void hungForAWhile_isKept() {
    world.run(seconds(10));
    long ill = world.holder(0);
    world.hang(ill, true);
    world.in(seconds(9), () -> world.hang(ill, false));
    world.run(seconds(60));
    assertThat(world.holder(0)).isEqualTo(ill);
  }

  @Test
  void shrinkToNothing_empties() {
    world.run(seconds(10));
    world.desire(scale(0), Map.of());
    assertThat(world.loop().empty()).isFalse();
    world.run(seconds(1));
    assertThat(world.loop().empty()).isTrue();
    assertThat(world.loop().holders()).isEmpty();
    assertThat(world.loop().namesTaken()).isEmpty();
  }

  /** Whatever happened before: once it is quiet, the pool is what is desired. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void loop_afterAnyHistory_converges(long seed) {
    Random random = new Random(seed);
    for (int act = 0; act < 120; act++) {
      List<Replica> running = world.pool().running();
      long someone =
          running.isEmpty() ? 0 : running.get(random.nextInt(running.size())).incarnation();
      switch (random.nextInt(9)) {
        case 0 -> rescale(random);
        case 8 -> world.roll(Integer.toString(random.nextInt(3)));
        case 1, 2 -> {
          if (someone > 0) {
            world.pool().exit(someone);
          }
        }
        case 3 -> world.inFlight(someone, random.nextInt(3));
        case 4 -> world.hang(someone, true);
        case 5 -> world.stopTakes(millis(random.nextInt(6_000)));
        case 6 -> world.onBirth((self, id) -> fate(self, id, random));
        default -> world.pool().failStarts(random.nextInt(4) == 0);
      }
      world.run(millis(random.nextInt(3_000)));
    }
    world.pool().failStarts(false);
    world.onBirth((self, id) -> self.readyIn(id, millis(200)));
    world.run(Duration.ofMinutes(15));
    assertThat(Set.copyOf(world.revisions()).size()).isLessThanOrEqualTo(1);
    assertThat(world.ordinals()).containsExactlyElementsOf(world.loop().desired().ordinals());
    assertThat(world.pool().observe()).hasSameSizeAs(world.ordinals());
    assertNamesNeverRepeat(world.pool().created());
  }

  private void rescale(Random random) {
    DesiredScale before = world.loop().desired();
    DesiredScale after;
    if (random.nextBoolean() && before.replicas() > 0) {
      List<Integer> all = new ArrayList<>(before.ordinals());
      after = before.minus(List.of(all.get(random.nextInt(all.size()))));
    } else {
      after = before.plus(random.nextInt(4));
    }
    world.desire(after, new TreeMap<>());
  }

  private static void fate(Simulation self, long id, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> self.exitIn(id, millis(random.nextInt(5_000)));
      case 1 -> {
        self.readyIn(id, millis(random.nextInt(1_000)));
        self.exitIn(id, millis(random.nextInt(5_000)));
      }
      default -> self.readyIn(id, millis(random.nextInt(1_000)));
    }
  }

  private static void assertNamesNeverRepeat(List<ReplicaSpec> created) {
    Set<String> names = new HashSet<>();
    assertThat(created).allMatch(spec -> names.add(spec.name()));
  }
}

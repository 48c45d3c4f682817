package dev.ringmaster.pool.loop;

import static dev.ringmaster.pool.loop.Simulation.millis;
import static dev.ringmaster.pool.loop.Simulation.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.pool.RolloutPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rollout in time: what its policy allows is never exceeded, and it comes to its end. */
class PoolLoopRolloutTest {
  private static final int REPLICAS = 6;
  private static final Duration DEADLINE = Duration.ofMinutes(10);

  private final Simulation world = new Simulation(REPLICAS, Map.of());

  @ParameterizedTest
  @CsvSource({
    "1, 0, false",
    "3, 0, false",
    "0, 1, false",
    "0, 3, false",
    "2, 2, false",
    "0, 1, true",
    "0, 2, true",
    "100, 0, false"
  })
  void rollout_exceedsNoLimit_andEnds(int surge, int away, boolean exclusive) {
    world.run(seconds(10));
    SplittableRandom random = new SplittableRandom(surge * 31L + away);
    world.stopTakes(millis(700));
    world.onBirth((self, id) -> self.readyIn(id, millis(random.nextInt(50, 900))));
    world.roll("2", policy(surge, away, 0, exclusive));
    world.run(millis(1));
    for (int i = 0; i < 6_000 && !world.loop().rollout().view().complete(); i++) {
      world.run(millis(10));
      assertThat(world.loop().standing()).hasSizeLessThanOrEqualTo(REPLICAS + surge);
      assertThat(ready()).isGreaterThanOrEqualTo(REPLICAS - away);
      if (exclusive) {
        assertThat(world.pool().observe()).extracting(Replica::ordinal).doesNotHaveDuplicates();
      }
    }
    assertThat(world.loop().rollout().view().complete()).isTrue();
    assertThat(world.revisions()).hasSize(REPLICAS).containsOnly(revision("2"));
  }

  private long ready() {
    return world.loop().holders().stream()
        .filter(holder -> world.readySince(holder.incarnation()) != ReplicaWatch.NEVER)
        .count();
  }

  @Test
  void ordinal_thatCrashesWhileTheRolloutStandsStill_comesBackAsItWas() {
    world.run(seconds(10));
    world.onBirth((self, id) -> {});
    world.roll("2");
    world.run(seconds(30));
    world.onBirth((self, id) -> self.readyIn(id, millis(200)));
    world.pool().exit(world.holder(0));
    world.run(seconds(5));
    assertThat(world.revisions()).hasSize(REPLICAS).containsOnly(revision("1"));
    assertThat(world.names()).startsWith("s8");

    world.roll("3");
    world.run(seconds(60));
    assertThat(world.revisions()).hasSize(REPLICAS).containsOnly(revision("3"));
  }

  /** Its replicas had not been ready for long when the next template came. */
  @Test
  void template_thatServedForAMoment_isComeBackTo() {
    world.roll("1", policy(1, 0, 0, false));
    world.run(millis(300));
    world.onBirth((self, id) -> {});
    world.roll("2", policy(1, 0, 0, false));
    world.run(seconds(30));
    world.onBirth((self, id) -> self.readyIn(id, millis(200)));
    world.pool().exit(world.holder(0));
    world.run(seconds(5));
    assertThat(world.revisions()).hasSize(REPLICAS).containsOnly(revision("1"));
  }

  @Test
  void ordinal_belowThePartition_comesBackAsItWas() {
    world.run(seconds(10));
    world.roll("2", policy(1, 0, 4, false));
    world.run(seconds(30));
    assertThat(world.revisions()).filteredOn(revision("2")::equals).hasSize(2);
    world.pool().exit(world.holder(1));
    world.pool().exit(world.holder(5));
    world.run(seconds(5));
    assertThat(world.revisions())
        .containsExactly(
            revision("1"),
            revision("1"),
            revision("1"),
            revision("1"),
            revision("2"),
            revision("2"));
  }

  @Test
  void rollout_thatDoesNotGetOn_isStuckAtItsDeadline_andSaysSoOnce() {
    world.run(seconds(10));
    world.onBirth((self, id) -> {});
    world.roll("2");
    world.run(DEADLINE.minusMillis(1));
    assertThat(world.loop().rollout().stuck()).isFalse();
    world.run(millis(1));
    assertThat(world.loop().rollout().stuck()).isTrue();
    assertThat(world.loop().rollout().view().pending()).contains(5);
    world.run(Duration.ofHours(1));
    assertThat(stuck()).hasSize(1);
    assertThat(stuck().getFirst().replica().revision()).isEqualTo(revision("2"));
    assertThat(stuck().getFirst().replica().ordinal()).isEqualTo(5);

    world.onBirth((self, id) -> self.readyIn(id, millis(200)));
    world.roll("3");
    world.run(seconds(60));
    assertThat(world.loop().rollout().stuck()).isFalse();
    assertThat(world.revisions()).containsOnly(revision("3"));
  }

  @Test
  void crash_afterTheRollout_isNoRolloutThatDoesNotGetOn() {
    world.run(seconds(10));
    world.onBirth((self, id) -> {});
    world.pool().exit(world.holder(2));
    world.run(Duration.ofHours(1));
    assertThat(world.loop().rollout().stuck()).isFalse();
    assertThat(stuck()).isEmpty();
  }

  private List<PoolEvent.RolloutStuck> stuck() {
    return world.events().stream()
        .filter(PoolEvent.RolloutStuck.class::isInstance)
        .map(PoolEvent.RolloutStuck.class::cast)
        .toList();
  }

  private static String revision(String version) {
    return Simulation.template(version).revisions().apply(0);
  }

  private static RolloutPolicy policy(int surge, int away, int partition, boolean exclusive) {
    return new RolloutPolicy(
        surge, away, Duration.ofMillis(500), false, partition, DEADLINE, exclusive);
  }
}

package dev.ringmaster.pool.loop;

import static dev.ringmaster.pool.loop.Simulation.millis;
import static dev.ringmaster.pool.loop.Simulation.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.pool.plan.PoolAction.DrainReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A replica that its runtime calls unwell may still serve: it does until another one can. */
class PoolLoopFailingTest {
  private final Simulation world = new Simulation(3, Map.of());

  @Test
  void failingReplica_servesUntilItsSuccessorIsReady() {
    world.run(seconds(10));
    long sick = world.holder(1);
    world.pool().fail(sick);

    world.run(millis(190));
    assertThat(world.holder(1)).isEqualTo(sick);
    world.run(seconds(1));

    assertThat(world.holder(1)).isNotEqualTo(sick);
    assertThat(world.ordinals()).containsExactly(0, 1, 2);
    assertThat(world.names()).containsExactly("s1", "s4", "s3");
    assertThat(drains()).containsExactly(DrainReason.FAILING);
  }

  @Test
  void failingReplicas_areReplacedOneByOne_andNoOrdinalIsEverEmpty() {
    world.run(seconds(10));
    List.copyOf(world.pool().running())
        .forEach(replica -> world.pool().fail(replica.incarnation()));

    for (int i = 0; i < 200; i++) {
      world.run(millis(10));
      assertThat(world.ordinals()).containsExactly(0, 1, 2);
      assertThat(world.loop().standing()).hasSizeLessThanOrEqualTo(4);
      assertThat(world.loop().holders())
          .allMatch(holder -> world.readySince(holder.incarnation()) != ReplicaWatch.NEVER);
    }

    assertThat(world.names()).containsExactly("s6", "s5", "s4");
    assertThat(world.loop().holders()).allMatch(holder -> holder.phase() == Replica.Phase.RUNNING);
  }

  @Test
  void successor_thatFailsToo_isReplacedInItsTurn() {
    world.run(seconds(10));
    world.pool().fail(world.holder(1));
    world.run(seconds(1));
    world.pool().fail(world.holder(1));
    world.run(seconds(1));

    assertThat(world.names()).containsExactly("s1", "s5", "s3");
    assertThat(drains()).containsExactly(DrainReason.FAILING, DrainReason.FAILING);
  }

  @Test
  void replica_thatFailsBeforeItWasReady_goesAtOnce() {
    world.onBirth((self, id) -> {
      if (id <= 3) {
        self.readyIn(id, seconds(60));
      } else {
        self.readyIn(id, millis(200));
      }
    });
    world.run(seconds(1));
    world.pool().fail(world.pool().running().getFirst().incarnation());
    world.run(seconds(1));

    assertThat(world.names()).contains("s4");
    assertThat(drains()).containsExactly(DrainReason.FAILING);
  }

  @Test
  void replica_thatSomebodyElseTellsToEnd_isRetired_andSucceededAtOnce() {
    world.run(seconds(10));
    long told = world.holder(1);
    world.stopTakes(seconds(60));

    world.pool().enter(told, Replica.Phase.STOPPING);
    world.run(millis(1));

    assertThat(world.retired(told)).isTrue();
    assertThat(world.pool().created()).last().extracting("ordinal").isEqualTo(1);
    assertThat(drains()).containsExactly(DrainReason.TOLD);
    world.run(seconds(1));
    assertThat(world.names()).containsExactly("s1", "s4", "s3");
    world.pool().exit(told);
    world.run(seconds(1));
    assertThat(world.events()).last().isInstanceOf(PoolEvent.Stopped.class);
    assertThat(drains()).containsExactly(DrainReason.TOLD);
  }

  @Test
  void replica_onALostMachine_isToldToEnd_andSucceededAtOnce() {
    world.run(seconds(10));
    long lost = world.holder(2);
    world.stopTakes(seconds(600));

    world.pool().enter(lost, Replica.Phase.LOST);
    world.run(seconds(1));

    assertThat(world.retired(lost)).isTrue();
    assertThat(world.names()).containsExactly("s1", "s2", "s4");
    assertThat(drains()).containsExactly(DrainReason.LOST);
    assertThat(world.pool().observe())
        .filteredOn(replica -> replica.incarnation() == lost)
        .extracting(Replica::phase)
        .containsExactly(Replica.Phase.STOPPING);
  }

  private List<DrainReason> drains() {
    return world.events().stream()
        .filter(PoolEvent.Draining.class::isInstance)
        .map(event -> ((PoolEvent.Draining) event).reason())
        .toList();
  }
}

package dev.ringmaster.pool.loop;

import static dev.ringmaster.pool.loop.Simulation.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A loop that finds the replicas of the one before it. */
class PoolLoopAdoptionTest {
  private final Simulation world = new Simulation(3, Map.of());

  @Test
  void replicasFound_areAdopted_andTheirNamesAndNumbersStaySpent() {
    world.run(seconds(10));
    Simulation next = new Simulation(3, Map.of(), world.loop().memory(), world.pool().observe());
    next.run(seconds(1));
    assertThat(next.pool().created()).isEmpty();
    assertThat(next.loop().holders()).isEqualTo(world.loop().holders());
    assertThat(next.events()).hasSize(3).allMatch(PoolEvent.Adopted.class::isInstance);

    next.pool().exit(next.holder(0));
    next.run(seconds(5));
    assertThat(next.names()).containsExactly("s4", "s2", "s3");
    assertThat(next.holder(0)).isEqualTo(4);
  }

  @Test
  void replicasFound_withTheirMemoryLost_areGivenNoNumberTwice() {
    world.run(seconds(10));
    Simulation next = new Simulation(4, Map.of(), PoolMemory.NONE, world.pool().observe());
    next.run(seconds(1));
    assertThat(next.ordinals()).containsExactly(0, 1, 2, 3);
    assertThat(next.holder(3)).isEqualTo(4);
  }

  @Test
  void replicasFound_thatNobodyWants_drain() {
    world.run(seconds(10));
    Simulation next = new Simulation(2, Map.of(), world.loop().memory(), world.pool().observe());
    next.run(seconds(1));
    assertThat(next.ordinals()).containsExactly(0, 1);
    assertThat(next.pool().observe()).hasSize(2);
  }
}

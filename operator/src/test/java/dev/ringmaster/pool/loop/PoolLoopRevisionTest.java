package dev.ringmaster.pool.loop;

import static dev.ringmaster.pool.loop.Simulation.millis;
import static dev.ringmaster.pool.loop.Simulation.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Another template: its replicas take the places of the others, and no request notices. */
class PoolLoopRevisionTest {
  private final Simulation world = new Simulation(3, Map.of());

  @Test
  void anotherTemplate_rollsThroughTheOrdinals_andNoneIsEverWithoutAReplica() {
    world.run(seconds(10));
    world.roll("2");
    String before = Simulation.template("1").revisions().apply(0);
    String after = Simulation.template("2").revisions().apply(0);
    assertThat(before).isNotEqualTo(after).hasSize(10);
    for (int i = 0; i < 100; i++) {
      world.run(millis(10));
      assertThat(world.ordinals()).containsExactly(0, 1, 2);
      assertThat(world.loop().standing().size()).as("one surge at a time").isLessThanOrEqualTo(4);
      assertThat(world.loop().holders())
          .allMatch(holder -> world.readySince(holder.incarnation()) != ReplicaWatch.NEVER);
    }
    assertThat(world.revisions()).containsOnly(after).hasSize(3);
    assertThat(world.pool().created()).extracting(ReplicaSpec::ordinal).endsWith(2, 1, 0);
    assertThat(world.names()).containsExactly("s6", "s5", "s4");
  }

  @Test
  void templateThatCrashes_stopsAtItsFirstOrdinal_andItsCureGoesOn() {
    world.run(seconds(10));
    List<Long> serving = world.loop().holders().stream().map(Replica::incarnation).toList();
    world.onBirth((self, id) -> self.exitIn(id, millis(50)));
    world.roll("2");
    world.run(Duration.ofMinutes(5));
    assertThat(world.loop().holders()).extracting(Replica::incarnation).isEqualTo(serving);
    assertThat(world.pool().created().stream().skip(3)).allMatch(spec -> spec.ordinal() == 2);

    world.onBirth((self, id) -> self.readyIn(id, millis(200)));
    world.roll("3");
    world.run(seconds(5));
    assertThat(world.revisions()).containsOnly(Simulation.template("3").revisions().apply(0));
  }

  /** Found after they had crashed or never started: their template is no reason to wait. */
  @Test
  void templateThatNeverServed_isNotWaitedFor_byTheNextLoop_whereItKnows() {
    Simulation next = new Simulation(2, Map.of(), PoolMemory.NONE, List.of(unready(0), unready(1)));
    next.run(seconds(60));
    assertThat(next.pool().created()).as("they may be well").isEmpty();

    next.knowAtOnce();
    next.roll("2");
    next.run(seconds(5));
    assertThat(next.revisions()).containsOnly(Simulation.template("2").revisions().apply(0));
    assertThat(next.ordinals()).containsExactly(0, 1);
  }

  private static Replica unready(int ordinal) {
    return Replica.starting(ordinal, ordinal + 1, "s" + (ordinal + 1), "old").at("there", 1);
  }

  @Test
  void templateTakenBack_midway_keepsWhoServes() {
    world.run(seconds(10));
    long second = world.holder(1);
    world.roll("2");
    world.run(millis(100));
    world.roll("1");
    world.run(seconds(10));
    assertThat(world.holder(1)).isEqualTo(second);
    assertThat(world.revisions()).containsOnly(Simulation.template("1").revisions().apply(0));
    assertThat(world.pool().observe()).hasSize(3);
  }
}

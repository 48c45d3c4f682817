package dev.ringmaster.cluster.last;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.kubernetes.Balancers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LastStateKeeperTest {
  private final Queue<Long> writes = new ConcurrentLinkedQueue<>();
  private final Queue<Long> looks = new ConcurrentLinkedQueue<>();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private volatile LastState state = lost("node-1");
  private volatile boolean full;
  private volatile Runnable meanwhile = () -> {};
  private final LastStateKeeper keeper =
      new LastStateKeeper(
          this::look,
          new LastStateFile(
              Balancers.SERIALIZATION, new LastStateFile.Origin("any", "any", List.of())),
          this::write,
          lines::add);

  @AfterEach
  void close() {
    keeper.close();
  }

  private LastState look() {
    looks.add(System.nanoTime());
    return state;
  }

  private void write(byte[] bytes) throws IOException {
    if (full) {
      throw new IOException("No space left on device");
    }
    writes.add(System.nanoTime());
    meanwhile.run();
  }

  private static LastState lost(String node) {
    return new LastState(List.of(), List.of(), List.of(node));
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(5));
  }

  @Test
  void state_isWrittenAtOnce_thenAtMostOnceASecond_andTheLastOneAlways() {
    for (int i = 0; i < 100; i++) {
      state = lost("node-" + i);
      keeper.changed();
      int all = writes.size();
      assertThat(all).isLessThanOrEqualTo(1);
    }
    soon().until(() -> writes.size() >= 1);
    state = lost("the last one");
    keeper.changed();
    soon().until(() -> writes.size() >= 2);
    assertApart();
  }

  private void assertApart() {
    // How long a write takes is not the keeper's affair.
    List<Long> times = List.copyOf(looks);
    assertThat(times.getLast() - times.getFirst()).isGreaterThan(Duration.ofMillis(900).toNanos());
  }

  @Test
  void state_thatChangesDuringTheFirstWrite_waitsAsWell() {
    meanwhile =
        () -> {
          meanwhile = () -> {};
          state = lost("meanwhile");
          keeper.changed();
        };
    keeper.changed();
    soon().until(() -> writes.size() >= 2);
    assertApart();
  }

  @Test
  void state_thatIsTheSame_isNotWrittenAgain() {
    keeper.changed();
    soon().until(() -> writes.size() == 1);
    state = lost("node-1");
    keeper.changed();
    keeper.close();
    assertThat(writes).hasSize(1);
  }

  @Test
  void state_thatIsStillToBeWritten_isWrittenAtTheEnd() {
    keeper.changed();
    soon().until(() -> writes.size() == 1);
    state = lost("node-2");
    keeper.changed();
    keeper.close();
    assertThat(writes).hasSize(2);
  }

  @Test
  void state_thatCantBeWritten_isToldOnce_andWrittenLater() {
    full = true;
    keeper.changed();
    soon().until(() -> !lines.isEmpty());
    state = lost("node-2");
    full = false;
    keeper.changed();
    soon().until(() -> writes.size() == 1);
    assertThat(lines)
        .containsExactly(
            "the last state can't be written: java.io.IOException: No space left on device;"
                + " tried again when it changes");
  }
}

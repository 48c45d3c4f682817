package dev.ringmaster.pool.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class EngineFollowerTest {
  @Test
  void pause_ofAnEngineThatIsLongAway_growsToItsBoundAndStays() {
    Duration pause = EngineFollower.FIRST_PAUSE;
    for (int failure = 0; failure < 1_000; failure++) {
      Duration next = EngineFollower.longer(pause);
      assertThat(next).isBetween(pause, EngineFollower.LAST_PAUSE);
      pause = next;
    }
    assertThat(pause).isEqualTo(EngineFollower.LAST_PAUSE);
  }
}

package dev.ringmaster.pool.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CrashBackoffTest {
  private static final long NEVER_SERVED = -1;
  private static final long PROVEN = Duration.ofSeconds(2).toNanos();

  private final Random random = new Random(1);

  @Test
  void delay_neverServed_doublesFromOneSecondToAMinute() {
    CrashBackoff backoff = CrashBackoff.NONE;
    for (long seconds : List.of(1, 2, 4, 8, 16, 32, 60, 60, 60)) {
      backoff = backoff.after(NEVER_SERVED);
      assertDelay(backoff, seconds);
    }
  }

  @Test
  void delay_afterCountlessCrashes_isStillAMinute() {
    CrashBackoff backoff = CrashBackoff.NONE;
    for (int i = 0; i < 100_000; i++) {
      backoff = backoff.after(NEVER_SERVED);
    }
    assertDelay(backoff, 60);
  }

  @Test
  void delay_afterOneThatHadServed_isNone() {
    CrashBackoff backoff = CrashBackoff.NONE;
    for (int i = 0; i < 10; i++) {
      backoff = backoff.after(PROVEN);
      assertThat(backoff.delay(random)).isZero();
    }
  }

  @Test
  void delay_servedTooShort_isNoneTheFirstTimeOnly() {
    CrashBackoff backoff = CrashBackoff.NONE.after(PROVEN - 1);
    assertThat(backoff.delay(random)).isZero();
    for (long seconds : List.of(1, 2, 4)) {
      backoff = backoff.after(0);
      assertDelay(backoff, seconds);
    }
  }

  @Test
  void after_oneThatServed_beginsAnew() {
    CrashBackoff backoff = CrashBackoff.NONE;
    for (int i = 0; i < 5; i++) {
      backoff = backoff.after(NEVER_SERVED);
    }
    backoff = backoff.after(PROVEN);
    assertThat(backoff).isEqualTo(CrashBackoff.NONE);
    assertDelay(backoff.after(NEVER_SERVED), 1);
  }

  @Test
  void delay_ofNeighbours_differs() {
    CrashBackoff backoff = CrashBackoff.NONE.after(NEVER_SERVED);
    assertThat(random.longs(50).map(any -> backoff.delay(random)).distinct().count())
        .isGreaterThan(40);
  }

  private void assertDelay(CrashBackoff backoff, long seconds) {
    long full = Duration.ofSeconds(seconds).toNanos();
    for (int i = 0; i < 50; i++) {
      assertThat(backoff.delay(random)).isBetween(full * 9 / 10, full * 11 / 10);
    }
  }
}

package dev.ringmaster.cluster.pods;

import static dev.ringmaster.health.HealthEvent.PROBE_OK;
import static dev.ringmaster.health.HealthEvent.UNREADY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.health.HealthPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PodReadinessTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long PATIENCE = 8 * SECOND;

  /** Below 0, as a clock of nanoseconds may be. */
  private long now = -5 * SECOND;

  private final List<HealthEvent> found = new ArrayList<>();
  private final PodReadiness readiness =
      new PodReadiness(policy(2, 2, 1), () -> now, (incarnation, event) -> found.add(event));

  private static HealthPolicy policy(int interval, int unhealthyAfter, int healthyAfter) {
    return new HealthPolicy(
        null, Duration.ofSeconds(interval), Duration.ofSeconds(2), unhealthyAfter, healthyAfter);
  }

  @BeforeEach
  void watch() {
    readiness.watch(1, "10.0.0.1", 5000);
  }

  private void become(boolean ready) {
    readiness.show(1, ready);
  }

  /** How long after an ejection now it is tried again. */
  private long pause() {
    readiness.ejected(1);
    found.clear();
    long due = readiness.due();
    long pause = due - now;
    now = due - 1;
    readiness.elapse();
    assertThat(found).isEmpty();
    now = due;
    readiness.elapse();
    assertThat(found).containsExactly(PROBE_OK);
    assertThat(readiness.due()).isEqualTo(Long.MAX_VALUE);
    return pause;
  }

  @Test
  void transitions_areTold_andNothingElse() {
    become(false);
    become(true);
    become(true);
    become(false);
    become(false);
    become(true);
    assertThat(found).containsExactly(PROBE_OK, UNREADY, PROBE_OK);
  }

  @Test
  void ready_isToldAsOftenAsItTakesToBeBelieved() {
    readiness.follow(policy(2, 2, 3));
    become(true);
    assertThat(found).containsExactly(PROBE_OK, PROBE_OK, PROBE_OK);
  }

  @Test
  void ejected_whileReady_isTriedAgain_whenItsKubeletHadTimeToDisagree() {
    become(true);
    assertThat(pause()).isEqualTo(PATIENCE);
  }

  @Test
  void ejected_inARow_waitsTwiceAsLongEachTime_upToAMinute() {
    become(true);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      pauses.add(pause() / SECOND);
      now += PodReadiness.IN_A_ROW.toNanos() - 1;
    }
    assertThat(pauses).containsExactly(8L, 16L, 32L, 60L, 60L);
  }

  @Test
  void ejected_aGoodWhileLater_beginsAnew() {
    become(true);
    assertThat(pause()).isEqualTo(PATIENCE);
    assertThat(pause()).isEqualTo(2 * PATIENCE);
    now += PodReadiness.IN_A_ROW.toNanos();
    assertThat(pause()).isEqualTo(PATIENCE);
  }

  @Test
  void ejected_ofASlowKubelet_isNeverTriedBeforeThatCanTell() {
    readiness.follow(policy(100, 2, 1));
    become(true);
    assertThat(pause()).isEqualTo(302 * SECOND);
    assertThat(pause()).isEqualTo(302 * SECOND);
  }

  @Test
  void readyAnew_endsThePause_andTheRow() {
    become(true);
    assertThat(pause()).isEqualTo(PATIENCE);
    readiness.ejected(1);
    become(false);
    assertThat(readiness.due()).isEqualTo(Long.MAX_VALUE);
    found.clear();
    become(true);
    assertThat(found).containsExactly(PROBE_OK);
    assertThat(pause()).isEqualTo(PATIENCE);
  }

  @Test
  void unready_isNotTriedAgain() {
    become(true);
    become(false);
    readiness.ejected(1);
    readiness.confirm(1);
    assertThat(readiness.due()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void confirm_ofOneThatFailedOnce_clearsItLater_andIsNoEjection() {
    become(true);
    found.clear();
    readiness.confirm(1);
    now += SECOND;
    readiness.confirm(1);
    now += PATIENCE - SECOND;
    readiness.elapse();
    assertThat(found).containsExactly(PROBE_OK);
    assertThat(pause()).isEqualTo(PATIENCE);
  }

  @Test
  void unwatched_isSilent() {
    become(true);
    readiness.ejected(1);
    readiness.unwatch(1);
    found.clear();
    become(false);
    now += PATIENCE;
    readiness.elapse();
    assertThat(found).isEmpty();
    assertThat(readiness.isReady(1)).isFalse();
  }
}

package dev.ringmaster.controller.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LeaseSightTest {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private long now = Long.MAX_VALUE - 5;
  private int version = 1;
  private boolean there = true;
  private boolean reachable = true;
  private int asked;
  private final LeaseSight sight = new LeaseSight(this::lease, () -> now);

  private @Nullable Lease lease() {
    asked++;
    if (!reachable) {
      throw new KubernetesClientException("any", new IOException("Connection refused"));
    }
    return there
        ? new LeaseBuilder()
            .withNewMetadata()
            .withResourceVersion(Integer.toString(version))
            .endMetadata()
            .build()
        : null;
  }

  private boolean aliveAfter(Duration time) {
    now += time.toNanos();
    return sight.look().isPresent();
  }

  @Test
  void lease_thatChanges_isAlive_howeverLong() {
    for (int i = 0; i < 20; i++) {
      version++;
      assertThat(sight.look()).hasValue("is renewed");
      assertThat(aliveAfter(LOOK)).isTrue();
    }
  }

  @Test
  void lease_thatDoesNotChangeForHalfAMinute_isDead_untilItDoes() {
    assertThat(aliveAfter(Duration.ZERO)).as("it was seen for the first time").isTrue();
    for (int i = 0; i < 5; i++) {
      assertThat(aliveAfter(LOOK)).isTrue();
    }
    assertThat(aliveAfter(LOOK)).isFalse();
    version++;
    assertThat(aliveAfter(LOOK)).isTrue();
  }

  @Test
  void lease_thatIsGone_isDeadAtOnce() {
    there = false;
    assertThat(aliveAfter(Duration.ZERO)).isFalse();
  }

  @Test
  void lease_thatCantBeSeen_isAlive_andCountsAnewAfterwards() {
    assertThat(aliveAfter(Duration.ZERO)).isTrue();
    reachable = false;
    assertThat(aliveAfter(Duration.ofMinutes(1))).isTrue();
    assertThat(sight.look())
        .hasValue("can't be looked at: the API server did not answer: Connection refused");
    reachable = true;
    assertThat(aliveAfter(LOOK)).isTrue();
    assertThat(aliveAfter(Duration.ofSeconds(29))).isTrue();
    assertThat(aliveAfter(LOOK)).isFalse();
  }

  /** The process stood still meanwhile, and the other one did not. */
  @Test
  void lease_thatWasLookedAtLongAgo_isLookedAtFirst() {
    assertThat(aliveAfter(Duration.ZERO)).isTrue();
    version++;
    assertThat(aliveAfter(Duration.ofHours(1))).isTrue();
  }

  @Test
  void lease_isNotAskedForEachTime() {
    for (int i = 0; i < 500; i++) {
      var unused = sight.look();
    }
    assertThat(asked).isEqualTo(1);
    assertThat(aliveAfter(LOOK)).isTrue();
    assertThat(asked).isEqualTo(2);
  }
}

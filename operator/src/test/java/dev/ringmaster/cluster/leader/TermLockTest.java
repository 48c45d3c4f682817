package dev.ringmaster.cluster.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TermLockTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.empty()).build();

  private final FakeLease lease = new FakeLease();
  private long now = 1;
  private final TermLock lock = new TermLock(lease, PATIENCE, () -> now);

  @AfterEach
  void close() {
    client.close();
  }

  /** The one at the server. */
  private final class FakeLease implements Lock {
    private @Nullable LeaderElectionRecord record;
    private Duration delay = Duration.ZERO;

    @Override
    public @Nullable LeaderElectionRecord get(KubernetesClient from) {
      return record;
    }

    @Override
    public void create(KubernetesClient at, LeaderElectionRecord first) {
      update(at, first);
    }

    @Override
    public void update(KubernetesClient at, LeaderElectionRecord next) {
      record = next;
      now += delay.toNanos();
    }

    @Override
    public String identity() {
      return "me";
    }

    @Override
    public String describe() {
      return "the lease";
    }
  }

  private static LeaderElectionRecord heldBy(@Nullable String holder, ZonedDateTime renewed) {
    return new LeaderElectionRecord(holder, Duration.ofSeconds(15), renewed, renewed, 0);
  }

  private static ZonedDateTime wallClock() {
    return ZonedDateTime.now(ZoneOffset.UTC);
  }

  private void renew() {
    lock.update(client, heldBy("me", wallClock()));
  }

  private Tenure tenure() {
    return Objects.requireNonNull(lock.tenure());
  }

  @Test
  void lease_ofAnother_isJudgedByHowLongItWasSeenUnchanged_notByItsClock() {
    for (Duration skew : new Duration[] {Duration.ofHours(-1), Duration.ofHours(1)}) {
      lease.record = heldBy("other", wallClock().plus(skew));
      assertAge(Duration.ZERO);
      now += Duration.ofSeconds(20).toNanos();
      assertAge(Duration.ofSeconds(20));
      lease.record = heldBy("other", wallClock().plus(skew).plusSeconds(2));
      assertAge(Duration.ZERO);
    }
  }

  private void assertAge(Duration age) {
    LeaderElectionRecord read = Objects.requireNonNull(lock.get(client));
    assertThat(read.getHolderIdentity()).isEqualTo("other");
    assertThat(read.getRenewTime())
        .isCloseTo(wallClock().minus(age), within(9, ChronoUnit.SECONDS));
  }

  @Test
  void lease_thatIsGot_beginsATerm_whichRenewalsKeep() {
    assertThat(lock.tenure()).isNull();
    lock.create(client, heldBy("me", wallClock()));
    Tenure term = tenure();
    for (int i = 0; i < 5; i++) {
      now += PATIENCE.toNanos() - 1;
      renew();
      assertThat(tenure()).isSameAs(term);
      assertThat(term.holds()).isTrue();
    }
  }

  @Test
  void lease_thatAnotherHolds_endsTheTermAtOnce() {
    renew();
    lease.record = heldBy("thief", wallClock());
    var unused = lock.get(client);
    assertThat(tenure().holds()).isFalse();
  }

  @Test
  void lease_thatIsGivenBack_endsTheTermBeforeThatIsSent() {
    renew();
    Tenure term = tenure();
    lease.delay = Duration.ofSeconds(1);
    lock.update(client, heldBy(null, wallClock()));
    assertThat(term.holds()).isFalse();
    assertThat(lease.record)
        .extracting(LeaderElectionRecord::getHolderIdentity)
        .as("a merge patch leaves out null")
        .isEqualTo("");
  }

  @Test
  void renewal_thatComesTooLate_isNoneOfThisTerm() {
    renew();
    LeaderElectionRecord before = lease.record;
    now += PATIENCE.toNanos();
    assertThatThrownBy(this::renew).isInstanceOf(KubernetesClientException.class);
    assertThat(lease.record).isSameAs(before);
    assertThat(tenure().holds()).isFalse();
  }

  @Test
  void renewal_thatIsAnsweredTooLate_isNoneOfThisTerm() {
    renew();
    lease.delay = PATIENCE;
    assertThatThrownBy(this::renew).isInstanceOf(KubernetesClientException.class);
    assertThat(tenure().holds()).isFalse();
  }
}

package dev.ringmaster.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealthBoardTest {
  private static final long ID = 7;

  private final HealthBoard board =
      new HealthBoard(new HealthPolicy("/", Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 1));

  @Test
  void of_untracked_isNull() {
    assertThat(board.of(ID)).isNull();
  }

  @Test
  void apply_toUntracked_isLateNewsAndIgnored() {
    assertThat(board.apply(ID, HealthEvent.PROBE_OK, 1)).isNull();
    assertThat(board.of(ID)).isNull();
  }

  @Test
  void track_twice_keepsWhatIsKnown() {
    board.track(ID, 1);
    board.apply(ID, HealthEvent.PROBE_OK, 2);
    board.track(ID, 3);
    assertThat(board.of(ID)).extracting(Health::state).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void apply_thatChangesTheState_answersWhatWasBefore() {
    board.track(ID, 1);
    assertThat(board.apply(ID, HealthEvent.PROBE_OK, 2)).isEqualTo(Health.starting(1));
    assertThat(board.of(ID)).extracting(Health::since).isEqualTo(2L);
  }

  @Test
  void apply_thatOnlyCounts_answersNullAndCounts() {
    board.track(ID, 1);
    assertThat(board.apply(ID, HealthEvent.PROBE_FAILED, 2)).isNull();
    assertThat(board.of(ID)).extracting(Health::failures).isEqualTo(1);
  }

  /** The routing table depends on it: panic mode routes to one and never to the other. */
  @Test
  void apply_thatTurnsASuspicionIntoCertainty_isAChange() {
    board.track(ID, 1);
    board.apply(ID, HealthEvent.PROBE_OK, 2);
    board.apply(ID, HealthEvent.RESPONSE_TIMEOUT, 3);
    assertThat(board.apply(ID, HealthEvent.REFUSED, 4)).isNotNull();
    assertThat(board.apply(ID, HealthEvent.REFUSED, 5)).isNull();
  }

  @Test
  void forget_endsTheJudging() {
    board.track(ID, 1);
    board.track(ID + 1, 1);
    board.forget(ID);
    assertThat(board.of(ID)).isNull();
    assertThat(board.of(ID + 1)).isNotNull();
  }
}

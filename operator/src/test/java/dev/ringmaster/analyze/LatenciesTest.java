package dev.ringmaster.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void quantiles_areOfTheNearestRank() {
    Latencies latencies =
        Latencies.of(LongStream.rangeClosed(1, 1_000).map(i -> 1_001 - i).toArray());
    assertThat(latencies.p50()).isEqualTo(Duration.ofNanos(500));
    assertThat(latencies.p99()).isEqualTo(Duration.ofNanos(990));
    assertThat(latencies.p999()).isEqualTo(Duration.ofNanos(999));
    assertThat(latencies.max()).isEqualTo(Duration.ofNanos(1_000));
  }

  @Test
  void quantiles_ofNothing_areZero() {
    assertThat(Latencies.of(new long[0]).max()).isZero();
    assertThat(Latencies.of(new long[] {7}).p50()).isEqualTo(Duration.ofNanos(7));
  }

  @Test
  void timeline_groupsByTheMomentRequestsWereDue() {
    long[] due = {-1, 0, 50_000_000, 99_999_999, 100_000_000, -100_000_001};
    long[] nanos = {1_000_000, 2_000_000, 9_000_000, 3_000_000, 4_000_000, 5_000_000};

    assertThat(Kill.Moment.timeline(due, nanos))
        .isEqualTo(
            List.of(
                new Kill.Moment(-2, 5, 5),
                new Kill.Moment(-1, 1, 1),
                new Kill.Moment(0, 3, 9),
                new Kill.Moment(1, 4, 4)));
  }
}

package dev.ringmaster.spec.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S, 500ms",
    "1s, PT1S, 1s",
    "1m30s, PT1M30S, 1m30s",
    "90s, PT1M30S, 1m30s",
    "1h, PT1H, 1h",
    "1.5h, PT1H30M, 1h30m",
    "0.1s, PT0.1S, 100ms",
    "1500us, PT0.0015S, 1ms",
    "1µs2ns, PT0.000001002S, 0s",
    "0s, PT0S, 0s",
    "24h1ms, PT24H0.001S, 24h1ms",
  })
  void parse_thenFormat_isTheShortestText(String text, Duration expected, String shortest) {
    assertThat(Durations.parse(text)).contains(expected);
    assertThat(Durations.format(expected)).isEqualTo(shortest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "1", "s", "-1s", "+1s", "1 s", "1s ", "1d", "1S", "1s2", ".5s", "1.s", "1..5s"
      })
  void parse_whatIsNone_isEmpty(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @Test
  void parse_beyondAllMeasure_staysWithinIt() {
    assertThat(Durations.parse("9".repeat(60) + "h").orElseThrow())
        .isGreaterThan(Durations.LONGEST);
    assertThat(Durations.parse("1".repeat(1000) + "h")).isEmpty();
  }
}

package dev.ringmaster.spec.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "2, 2",
    "+2, 2",
    "-2, -2",
    "1.5, 1.5",
    "1., 1",
    ".5, 0.5",
    "1n, 0.000000001",
    "1u, 0.000001",
    "500m, 0.5",
    "3k, 3000",
    "3M, 3000000",
    "3G, 3000000000",
    "3T, 3000000000000",
    "3P, 3000000000000000",
    "3E, 3000000000000000000",
    "3Ki, 3072",
    "3Mi, 3145728",
    "3Gi, 3221225472",
    "3Ti, 3298534883328",
    "3Pi, 3377699720527872",
    "8Ei, 9223372036854775808",
    "1.5Gi, 1610612736",
    "1e3, 1000",
    "1E3, 1000",
    "12.5e-1, 1.25",
    "1e+3, 1000",
    "0.3, 0.3",
  })
  void parse_text_isExact(String text, BigDecimal value) {
    assertThat(Quantities.parse(text).orElseThrow()).isEqualByComparingTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "-",
        "Mi",
        "e3",
        "1 Gi",
        "1gi",
        "1KI",
        "1ki",
        "1K",
        "1g",
        "1mi",
        "1GB",
        "1MiB",
        "1e3k",
        "1e",
        "1e1000",
        "1.2.3",
        "--1",
        "0x10",
        "1,5",
        "NaN",
        "Infinity",
        "1Gi\n",
        "١"
      })
  void parse_anythingElse_isEmpty(String text) {
    assertThat(Quantities.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"64, true", "65, false"})
  void parse_length_isBounded(int length, boolean legal) {
    assertThat(Quantities.parse("9".repeat(length)).isPresent()).isEqualTo(legal);
  }
}

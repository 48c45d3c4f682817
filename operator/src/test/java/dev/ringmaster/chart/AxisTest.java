package dev.ringmaster.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          8437   | 0 2,000 4,000 6,000 8,000 10,000
          5      | 0 1 2 3 4 5
          0.0031 | 0.000 0.001 0.002 0.003 0.004
          1.9    | 0.0 0.5 1.0 1.5 2.0
          0      | 0.0 0.2 0.4 0.6 0.8 1.0
          -3     | -3 -2 -1 0
          2e9    | 0 500,000,000 1,000,000,000 1,500,000,000 2,000,000,000
          """)
  void ticks_areRoundNumbers(double value, String ticks) {
    assertThat(String.join(" ", axis(value).labels())).isEqualTo(ticks);
  }

  @Test
  void ticks_coverAllValues_andAreFew() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      double high = Math.pow(10, random.nextDouble(-6, 12));
      double low = random.nextBoolean() ? 0 : -Math.pow(10, random.nextDouble(-6, 12));
      Axis axis = axis(high, low);
      assertThat(axis.position(high)).isBetween(0.0, 1.0 + 1e-9);
      assertThat(axis.position(low)).isBetween(-1e-9, 1.0);
      assertThat(axis.ticks()).hasSizeBetween(3, 8);
      assertThat(axis.labels()).doesNotHaveDuplicates();
    }
  }

  private static Axis axis(double... values) {
    List<Double> boxed = java.util.Arrays.stream(values).boxed().toList();
    return Axis.over(List.of(new Series("s", boxed)));
  }
}

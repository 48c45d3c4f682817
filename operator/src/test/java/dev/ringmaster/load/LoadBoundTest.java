package dev.ringmaster.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadBoundTest {
  @ParameterizedTest
  @CsvSource({
    // factor, minimum, total, weight, weights, limit
    "1.25, 4,    0, 1,  3,   4", // idle: the floor
    "1.25, 4,    8, 1,  3,   4", // ceil(3.75) is the floor by chance
    "1.25, 4,    9, 1,  3,   5", // ceil(4.17)
    "1.25, 4,   99, 1, 10,  13", // ceil(12.5)
    "1.25, 4,   99, 3, 10,  38", // three times the weight: ceil(37.5)
    "1.25, 4,   99, 1,  1, 125", // alone
    "1,    4,   99, 1, 10,  10", // exact, nothing to round up
    "1,    4,  100, 1, 10,  11", // ceil(10.1)
    "2,    4,   11, 1,  4,   6",
    "1.5,  1,    0, 1,  2,   1", // the least floor still lets the owner in
    "1.5,  1,    1, 1,  2,   2",
    "1.25, 9,   20, 1,  3,   9",
    "1.25, 4, 1000000000, 1000, 64000, 19531251"
  })
  void limit_isTheShareTimesTheFactorRoundedUp_atLeastTheMinimum(
      double factor, int minimum, long total, int weight, long weights, long limit) {
    assertThat(new LoadBound(factor, minimum).limit(total, weight, weights)).isEqualTo(limit);
  }

  @Test
  void defaultMinimum_isFour() {
    assertThat(LoadBound.DEFAULT_MINIMUM).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.99, 0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void factor_belowOneOrNoNumber_isRefused(double factor) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LoadBound(factor, 4))
        .withMessage("factor: " + factor + " (expected: >= 1)");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void minimum_belowOne_isRefused(int minimum) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LoadBound(1.25, minimum))
        .withMessage("minimum: " + minimum + " (expected: >= 1)");
  }
}

package dev.ringmaster.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryBudgetTest {
  private static final long W = RetryBudget.WINDOW_NANOS;

  @ParameterizedTest
  @CsvSource({
    "20,    0,  100",
    "20,  500,  200",
    "20, 1000,  300",
    "100, 250,  350",
    "1,   100,  101",
    "0,     0,    0",
    "0, 10000,    0"
  })
  void retries_areTheFloorAndAShareOfTheRequests(int percent, int requests, int allowed) {
    RetryBudget budget = new RetryBudget(percent);
    for (int i = 0; i < requests; i++) {
      budget.request(5);
    }
    assertThat(drain(budget, 6)).isEqualTo(allowed);
  }

  @Test
  void requests_afterTheBudgetWasSpent_raiseIt() {
    RetryBudget budget = new RetryBudget(20);
    assertThat(drain(budget, 0)).isEqualTo(100);
    for (int i = 0; i < 10; i++) {
      budget.request(1);
    }
    assertThat(drain(budget, 2)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -3 * W, 1L << 60})
  void window_turnedOver_stillCountsTheOneBefore(long start) {
    RetryBudget budget = new RetryBudget(20);
    for (int i = 0; i < 1000; i++) {
      budget.request(start);
    }
    assertThat(drain(budget, start + W - 1)).isEqualTo(300);
    assertThat(drain(budget, start + W)).as("of the next window").isZero();
    assertThat(drain(budget, start + 2 * W - 1)).isZero();
    assertThat(drain(budget, start + 2 * W)).as("two windows later").isEqualTo(100);
  }

  @Test
  void window_afterALongSilence_beginsAnew() {
    RetryBudget budget = new RetryBudget(20);
    for (int i = 0; i < 1000; i++) {
      budget.request(0);
    }
    assertThat(drain(budget, 1)).isEqualTo(300);
    assertThat(drain(budget, 50 * W)).isEqualTo(100);
  }

  private static int drain(RetryBudget budget, long now) {
    int allowed = 0;
    while (allowed < 100_000 && budget.retry(now)) {
      allowed++;
    }
    return allowed;
  }
}

package dev.ringmaster.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void spread_ofAnEvenLoad_isPerfect() {
    Spread even = spread(5, 5, 5);
    assertThat(even.mean()).isEqualTo(5);
    assertThat(even.peakToMean()).isEqualTo(1);
    assertThat(even.deviation()).isZero();
  }

  @Test
  void spread_ofAKnownLoad_hasKnownFigures() {
    Spread known = spread(2, 4, 4, 4, 5, 5, 7, 9);
    assertThat(known.mean()).isEqualTo(5);
    assertThat(known.peakToMean()).isEqualTo(1.8);
    assertThat(known.deviation()).isEqualTo(2);
  }

  @Test
  void deviation_scalesWithTheLoad_andPeakToMeanDoesNot() {
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      long[] counts = random.longs(1 + random.nextInt(10), 1, 10_000).toArray();
      Spread once = spread(counts);
      Spread thrice = spread(Arrays.stream(counts).map(count -> 3 * count).toArray());
      assertThat(thrice.deviation()).isCloseTo(3 * once.deviation(), within(1e-6));
      assertThat(thrice.peakToMean()).isCloseTo(once.peakToMean(), within(1e-9));
      assertThat(once.peakToMean()).isBetween(1.0, (double) counts.length);
    }
  }

  @Test
  void replica_thatAnsweredNothing_counts() {
    Spread spread = Spread.of(List.of("b", "a"), Map.of("a", 4L, "stranger", 2L));
    assertThat(spread.replicas()).containsExactly("b", "a", "stranger");
    assertThat(spread.counts()).containsExactly(0L, 4L, 2L);
    assertThat(spread.mean()).isEqualTo(2);
  }

  @Test
  void spread_ofNothing_isEven() {
    assertThat(spread().peakToMean()).isEqualTo(1);
    assertThat(spread(0, 0).peakToMean()).isEqualTo(1);
    assertThat(spread().deviation()).isZero();
  }

  private static Spread spread(long... counts) {
    List<Long> boxed = Arrays.stream(counts).boxed().toList();
    return new Spread(boxed.stream().map(count -> "s").toList(), boxed);
  }
}

package dev.ringmaster.ring.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringmaster.ring.ClassicRing;
import dev.ringmaster.ring.ClassicRing.Probing;
import dev.ringmaster.ring.HashRing;
import dev.ringmaster.ring.MaglevRing;
import dev.ringmaster.ring.RendezvousRing;
import dev.ringmaster.ring.Rings;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RingBalanceTest {

  /** What the documents promise of 256 points, over 200 seeds: on average, and at worst. */
  @ParameterizedTest
  @CsvSource({"3, 1.06, 1.25", "10, 1.10, 1.26", "20, 1.13, 1.26", "100, 1.17, 1.30"})
  void peakToMean_at256PointsOver200Seeds_isBounded(int replicas, double mean, double worst) {
    double[] peaks =
        LongStream.range(0, 200)
            .mapToDouble(seed -> RingBalance.of(Rings.even(replicas, seed)).peakToMean())
            .sorted()
            .toArray();
    assertThat(LongStream.range(0, 200).mapToDouble(n -> peaks[(int) n]).average().orElseThrow())
        .isBetween(1.0, mean);
    assertThat(peaks[199]).isLessThan(worst);
  }

  @Test
  void deviation_at256Points_isAboutOneInSixteen() {
    double sum = LongStream.range(0, 50).mapToDouble(RingBalanceTest::deviation).sum();
    assertThat(sum / 50).isCloseTo(1.0 / 16, within(0.01));
  }

  private static double deviation(long seed) {
    return RingBalance.of(Rings.even(20, seed)).deviation();
  }

  @Test
  void shares_sumToOneAndAgreeWithSampledKeys() {
    HashRing ring = Rings.even(6, 5);
    RingBalance balance = RingBalance.of(ring);
    int keys = 200_000;
    balance
        .shares()
        .forEach((ordinal, share) -> {
          long count = Rings.hashes(1, keys).filter(h -> ring.owner(h) == ordinal).count();
          assertThat((double) count / keys).isCloseTo(share, within(0.005));
        });
    assertThat(balance.shares().values().stream().mapToDouble(d -> d).sum())
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void shares_followTheWeights() {
    RingBalance balance = RingBalance.of(HashRing.of(Map.of(0, 1, 1, 2, 2, 5), 256, 0));
    assertThat(balance.shares().get(0)).isCloseTo(1.0 / 8, within(0.02));
    assertThat(balance.shares().get(1)).isCloseTo(2.0 / 8, within(0.03));
    assertThat(balance.shares().get(2)).isCloseTo(5.0 / 8, within(0.03));
    assertThat(balance.peakToMean()).isBetween(1.0, 1.15);
  }

  @Test
  void balance_ofKnownPoints_isExact() {
    HashRing ring = Rings.ofPoints(new long[] {1L << 62, 1L << 62, 1L << 63}, 0, 1, 2);
    RingBalance balance = RingBalance.of(ring);
    assertThat(balance.shares())
        .containsExactly(Map.entry(0, 0.75), Map.entry(1, 0.0), Map.entry(2, 0.25));
    assertThat(balance.peakToMean()).isEqualTo(2.25);
    double variance = (1.25 * 1.25 + 1 + 0.25 * 0.25) / 3;
    assertThat(balance.deviation()).isCloseTo(Math.sqrt(variance), within(1e-12));
  }

  @Test
  void balance_ofTheEmptyRing_isPerfect() {
    RingBalance balance = RingBalance.of(Rings.even(0, 0));
    assertThat(balance.shares()).isEmpty();
    assertThat(balance.peakToMean()).isEqualTo(1);
    assertThat(balance.deviation()).isZero();
  }

  @Test
  void balance_ofOneOrdinal_isPerfect() {
    assertThat(RingBalance.of(Rings.even(1, 0)).peakToMean()).isCloseTo(1, within(1e-12));
  }

  @Test
  void balance_ofMaglev_isPerfectToASlot() {
    RingBalance balance = RingBalance.of(MaglevRing.of(Map.of(0, 1, 3, 2, 7, 4), 0));
    assertThat(balance.peakToMean()).isBetween(1.0, 1.00001);
    assertThat(balance.shares().get(7)).isCloseTo(4.0 / 7, within(1e-5));
  }

  @Test
  void balance_ofRendezvous_isFairWithinTheSamplesError() {
    RingBalance balance = RingBalance.of(RendezvousRing.of(Map.of(0, 1, 3, 2, 7, 4), 0));
    assertThat(balance.shares().get(0)).isCloseTo(1.0 / 7, within(0.002));
    assertThat(balance.shares().get(3)).isCloseTo(2.0 / 7, within(0.002));
    assertThat(balance.shares().get(7)).isCloseTo(4.0 / 7, within(0.002));
  }

  /** 9531 / 469 of 10,000, as the exercise has it. */
  @Test
  void balance_ofTheClassicRing_countsItsRequestIds() {
    RingBalance balance = RingBalance.of(ClassicRing.of(List.of(0, 1), Probing.LINEAR));
    assertThat(balance.shares().get(0)).isCloseTo(0.9531, within(0.0001));
    assertThat(balance.shares().get(1)).isCloseTo(0.0469, within(0.0001));
    assertThat(balance.peakToMean()).isCloseTo(1.9062, within(0.0002));
  }
}

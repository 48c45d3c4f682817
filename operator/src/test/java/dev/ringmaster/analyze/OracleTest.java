package dev.ringmaster.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.ringmaster.ring.ClassicRing;
import dev.ringmaster.ring.ClassicRing.Probing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OracleTest {
  @ParameterizedTest
  @CsvSource({
    "LINEAR, 9531 469",
    "LINEAR, 8437 469 1094",
    "LINEAR, 8203 469 1016 312",
    "LINEAR, 7969 312 938 312 469",
    "LINEAR, 7891 312 938 312 469 78",
    "QUADRATIC, 7969 469 234 312 1016",
    "QUADRATIC, 7891 469 234 312 391 703"
  })
  void shares_areThoseOfTheExercise(Probing probing, String counts) {
    List<Double> expected = Stream.of(counts.split(" ")).map(Double::valueOf).toList();
    List<Double> shares = Oracle.shares(expected.size(), probing);

    assertThat(shares.stream().mapToDouble(Double::doubleValue).sum()).isCloseTo(1, within(1e-12));
    for (int i = 0; i < shares.size(); i++) {
      assertThat(10_000 * shares.get(i)).isCloseTo(expected.get(i), within(0.6));
    }
  }

  @Test
  void z_isTheBinomialDistance() {
    Oracle.Check check = check(List.of(0.5, 0.5), 5_150, 4_850);
    assertThat(check.expected()).containsExactly(5_000.0, 5_000.0);
    assertThat(check.z()).containsExactly(3.0, -3.0);
    assertThat(check.passes()).isTrue();
    assertThat(check(List.of(0.5, 0.5), 4_849, 5_151).passes()).isFalse();
  }

  @Test
  void request_whereNoneCanGo_isNeverWithinTheBound() {
    assertThat(check(List.of(1.0, 0.0), 100, 0).passes()).isTrue();
    assertThat(check(List.of(1.0, 0.0), 99, 1).passes()).isFalse();
  }

  @Test
  void healthyRuns_fallOutsideRarely_andTwiceInARowHardlyEver() {
    List<Double> shares = Oracle.shares(3, Probing.LINEAR);
    int[] outside = new int[2];
    for (int seed = 0; seed < 1_000; seed++) {
      if (!sample(seed, Probing.LINEAR, shares).passes()) {
        outside[0]++;
        outside[1] += sample(seed + 5_000, Probing.LINEAR, shares).passes() ? 0 : 1;
      }
    }
    assertThat(outside[0]).isBetween(1, 20);
    assertThat(outside[1]).isZero();
  }

  @ParameterizedTest
  @CsvSource({"QUADRATIC, LINEAR", "LINEAR, QUADRATIC"})
  void otherProbing_isFoundOut_always(Probing truth, Probing claimed) {
    List<Double> shares = Oracle.shares(5, claimed);
    for (int seed = 0; seed < 50; seed++) {
      assertThat(sample(seed, truth, shares).passes()).isFalse();
    }
  }

  @Test
  void spreadOfAnotherSize_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check(List.of(0.5, 0.5), 1, 2, 3))
        .withMessage("3 replicas answered (expected: 2)");
  }

  private static Oracle.Check sample(int seed, Probing probing, List<Double> shares) {
    List<Integer> ordinals = IntStream.range(0, shares.size()).boxed().toList();
    ClassicRing ring = ClassicRing.of(ordinals, probing);
    Random random = new Random(seed);
    long[] counts = new long[shares.size()];
    for (int i = 0; i < 10_000; i++) {
      counts[ring.owner(ClassicRing.requestId(random))]++;
    }
    return check(shares, counts);
  }

  private static Oracle.Check check(List<Double> shares, long... counts) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      names.add("s" + i);
    }
    return Oracle.check(new Spread(names, Arrays.stream(counts).boxed().toList()), shares);
  }
}

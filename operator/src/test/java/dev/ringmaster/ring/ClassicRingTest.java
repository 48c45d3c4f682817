package dev.ringmaster.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringmaster.ring.ClassicRing.Probing;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows were computed independently, from the exercise's text. */
class ClassicRingTest {
  private static final int FIRST_ID = ClassicRing.FIRST_ID;
  private static final int IDS = 900_000;

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
  void load_overAllSixDigitIds_isThatOfTheExercise(Probing probing, String row) {
    int[] expected = Stream.of(row.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertThat(load(ring(expected.length, probing), expected.length)).containsExactly(expected);
  }

  /** So the rows above tell a virtual server that is numbered one too high. */
  @Test
  void load_withVirtualServersNumberedFromOne_isTheOtherRow() {
    int[] ordinals = {0, 1, 2};
    assertThat(load(new ClassicRing(ordinals, Probing.LINEAR, 1), 3))
        .containsExactly(8359, 469, 1172);
  }

  /** Requests per ordinal, of 10,000; 312.5 is 312, as the exercise rounds. */
  private static int[] load(ClassicRing ring, int replicas) {
    long[] counts = new long[replicas];
    IntStream.range(FIRST_ID, FIRST_ID + IDS).forEach(id -> counts[ring.owner(id)]++);
    return LongStream.of(counts)
        .mapToInt(count -> (int) Math.rint(count * 10_000.0 / IDS))
        .toArray();
  }

  private static ClassicRing ring(int replicas, Probing probing) {
    return ClassicRing.of(IntStream.range(0, replicas).boxed().toList(), probing);
  }

  @ParameterizedTest
  @EnumSource
  void owner_whateverTheOrderOfArrival_isTheSame(Probing probing) {
    ClassicRing upward = ClassicRing.of(List.of(0, 1, 2, 5, 9), probing);
    ClassicRing mixed = ClassicRing.of(List.of(9, 2, 0, 5, 1, 2), probing);
    assertThat(mixed.checksum()).isEqualTo(upward.checksum());
    assertThat(mixed.ordinals()).containsExactly(0, 1, 2, 5, 9);
    IntStream.range(FIRST_ID, FIRST_ID + 2_000)
        .forEach(id -> assertThat(mixed.owner(id)).isEqualTo(upward.owner(id)));
  }

  @Test
  void checksum_ofAnotherProbingOrOrdinal_isAnother() {
    assertThat(
            Set.of(
                ring(5, Probing.LINEAR).checksum(),
                ring(5, Probing.QUADRATIC).checksum(),
                ring(6, Probing.LINEAR).checksum()))
        .hasSize(3);
  }

  @ParameterizedTest
  @EnumSource
  void of_fiftySixReplicas_placesAllTheirVirtualServers(Probing probing) {
    ClassicRing full = ring(ClassicRing.MAX_REPLICAS, probing);
    assertThat(Rings.drained(full.walk(123_456))).hasSize(56).doesNotHaveDuplicates();
  }

  /** 9 of 512 slots stay free, but the squares reach 87 from any start: linear finds the rest. */
  @Test
  void of_quadraticWithoutAFreeSquare_fallsBackToTheNextFreeSlot() {
    int[] naive = new int[512];
    Arrays.fill(naive, Ring.NOBODY);
    int fallbacks = 0;
    for (int i = 1; i <= 56; i++) {
      for (int j = 0; j < 9; j++) {
        int start = (i * i + j * j + 2 * j + 25) % 512;
        int slot = squares(start).filter(s -> naive[s] == Ring.NOBODY).findFirst().orElse(-1);
        if (slot < 0) {
          fallbacks++;
          slot = line(start).filter(s -> naive[s] == Ring.NOBODY).findFirst().orElseThrow();
        }
        naive[slot] = i - 1;
      }
    }
    assertThat(fallbacks).isPositive();
    ClassicRing ring = ring(56, Probing.QUADRATIC);
    for (int id = FIRST_ID; id < FIRST_ID + 2_000; id++) {
      int slot = (int) (((long) id * id + 2L * id + 17) % 512);
      int owner = line(slot).map(s -> naive[s]).filter(o -> o >= 0).findFirst().orElseThrow();
      assertThat(ring.owner(id)).isEqualTo(owner);
    }
  }

  private static IntStream squares(int start) {
    return IntStream.range(0, 512).map(k -> (start + k * k) % 512);
  }

  private static IntStream line(int start) {
    return IntStream.range(0, 512).map(k -> (start + k) % 512);
  }

  @Test
  void of_fiftySevenReplicas_isRefused() {
    assertThatThrownBy(() -> ring(57, Probing.LINEAR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("replicas: 57 (expected: <= 56)");
  }

  @Test
  void of_anOrdinalOutOfRange_isRefused() {
    assertThatThrownBy(() -> ClassicRing.of(List.of(-1), Probing.LINEAR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ordinal: -1 (expected: 0..65535)");
  }

  @Test
  void walk_givesTheServersOfTheFollowingSlots() {
    ClassicRing ring = ring(6, Probing.LINEAR);
    for (long id = FIRST_ID; id < FIRST_ID + 500; id++) {
      List<Integer> walk = Rings.drained(ring.walk(id));
      assertThat(walk).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5).startsWith(ring.owner(id));
    }
  }

  @Test
  void emptyRing_ownsNothing() {
    ClassicRing ring = ring(0, Probing.LINEAR);
    assertThat(ring.owner(123_456)).isEqualTo(Ring.NOBODY);
    assertThat(ring.walk(123_456).next()).isEqualTo(Ring.NOBODY);
    assertThat(ring.ordinals()).isEmpty();
  }

  @Test
  void requestId_isDrawnUniformlyFromTheSixDigitNumbers() {
    SplittableRandom random = new SplittableRandom(1);
    long[] ids = LongStream.generate(() -> ClassicRing.requestId(random)).limit(100_000).toArray();
    assertThat(LongStream.of(ids).min().orElseThrow()).isBetween(100_000L, 100_100L);
    assertThat(LongStream.of(ids).max().orElseThrow()).isBetween(999_900L, 999_999L);
    assertThat(LongStream.of(ids).average().orElseThrow()).isBetween(546_000.0, 554_000.0);
  }
}

package dev.ringmaster.ring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashRingTest {

  @Test
  void owner_ofNamedKeys_isForEver() {
    HashRing ring = Rings.even(3, 0);
    int[] owners =
        IntStream.range(0, 20)
            .mapToObj(k -> "user-" + k)
            .mapToInt(key -> ring.owner(XxHash3.hash(key.getBytes(UTF_8))))
            .toArray();
    assertThat(owners).containsExactly(0, 2, 0, 2, 2, 1, 0, 1, 1, 0, 0, 2, 0, 2, 0, 0, 2, 0, 0, 0);
  }

  @Test
  void checksum_ofKnownRings_isForEver() {
    assertThat(Rings.even(3, 0).checksum()).isEqualTo(0x82e6c4f4bfb4514cL);
    assertThat(HashRing.of(Map.of(1, 2, 4, 1), 16, -5).checksum()).isEqualTo(0x7a45a58df492b768L);
    assertThat(Rings.even(0, 0).checksum()).isEqualTo(0xc77b3abb6f87acd9L);
  }

  @Test
  void checksum_whateverTheOrderOfArrival_isTheSame() {
    Map<Integer, Integer> upward = new LinkedHashMap<>();
    Map<Integer, Integer> downward = new LinkedHashMap<>();
    IntStream.range(0, 40).forEach(n -> upward.put(n, 1 + n % 3));
    IntStream.range(0, 40).map(n -> 39 - n).forEach(n -> downward.put(n, 1 + n % 3));
    assertThat(HashRing.of(downward, 64, 9).checksum())
        .isEqualTo(HashRing.of(upward, 64, 9).checksum());
  }

  @Test
  void checksum_ofAnotherSeedOrdinalWeightOrCount_isAnother() {
    LongStream checksums =
        LongStream.of(
            HashRing.of(Map.of(0, 1, 1, 1), 64, 0).checksum(),
            HashRing.of(Map.of(0, 1, 1, 1), 64, 1).checksum(),
            HashRing.of(Map.of(0, 1, 2, 1), 64, 0).checksum(),
            HashRing.of(Map.of(0, 1, 1, 2), 64, 0).checksum(),
            HashRing.of(Map.of(0, 1, 1, 1), 65, 0).checksum(),
            HashRing.of(Map.of(), 64, 0).checksum(),
            HashRing.of(Map.of(), 64, 1).checksum());
    assertThat(checksums.boxed()).doesNotHaveDuplicates();
  }

  @Test
  void checksum_ofEqualPointsFromOtherNumbers_isTheSame() {
    assertThat(HashRing.of(Map.of(3, 2), 64, 0).checksum())
        .isEqualTo(HashRing.of(Map.of(3, 1), 128, 0).checksum());
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,256", "2,1", "3,256", "7,13", "100,64", "300,256"})
  void owner_ofAnyHash_isThatOfTheNaiveRing(int replicas, int virtualNodes) {
    SortedMap<Integer, Integer> weights = Rings.weights(replicas);
    weights.replaceAll((ordinal, weight) -> 1 + ordinal % 4);
    HashRing ring = HashRing.of(weights, virtualNodes, 11);
    NavigableMap<Long, Integer> naive = Rings.naive(weights, virtualNodes, 11);
    LongStream edges = LongStream.of(0, 1, -1, -2, Long.MIN_VALUE, Long.MAX_VALUE);
    LongStream points = naive.keySet().stream().flatMapToLong(p -> LongStream.of(p - 1, p, p + 1));
    LongStream.concat(LongStream.concat(edges, points), Rings.hashes(5, 20_000))
        .forEach(h -> assertThat(ring.owner(h)).isEqualTo(Rings.naiveOwner(naive, h)));
  }

  @Test
  void owner_amongPointsAtTheEdgesAndCloseTogether_isTheFirstAtOrAfter() {
    long[] points = {-1, 0, 1, Long.MAX_VALUE, Long.MIN_VALUE, 5, 6, 7, 0x1_0000_0000L};
    HashRing ring = Rings.ofPoints(points, 0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertOwners(ring, new long[] {0, 1, 2, 5, 6, 7, 8}, 1, 2, 5, 5, 6, 7, 8);
    assertOwners(ring, new long[] {0x1_0000_0000L, 0x1_0000_0001L}, 8, 3);
    assertOwners(ring, new long[] {Long.MAX_VALUE, Long.MIN_VALUE, -2, -1}, 3, 4, 0, 0);
  }

  @Test
  void owner_behindTheLastPoint_isTheFirstPointsOwner() {
    HashRing ring = Rings.ofPoints(new long[] {100, 1L << 62}, 1, 2);
    assertOwners(ring, new long[] {-1, Long.MIN_VALUE, 0, 100, 101}, 1, 1, 1, 1, 2);
  }

  @Test
  void owner_ofAHashThatSharesItsTagWithAPoint_isToldByTheWholePoint() {
    long point = 0x4000_0000_8000_0000L;
    HashRing ring = Rings.ofPoints(new long[] {point, -1}, 1, 2);
    assertOwners(ring, new long[] {point - 1, point, point + 1, point + 2}, 1, 1, 2, 2);
  }

  @Test
  void owner_ofATie_isTheLowerOrdinal() {
    long[] points = {500, 500, 500, 900, 900};
    HashRing ring = Rings.ofPoints(points, 7, 3, 9, 4, 2);
    HashRing reversed = Rings.ofPoints(points, 9, 3, 7, 2, 4);
    assertOwners(ring, new long[] {500, 501, 900, 901}, 3, 2, 2, 3);
    assertThat(reversed.checksum()).isEqualTo(ring.checksum());
  }

  private static void assertOwners(Ring ring, long[] hashes, int... owners) {
    assertThat(LongStream.of(hashes).mapToInt(ring::owner)).containsExactly(box(owners));
  }

  private static Integer[] box(int[] owners) {
    return IntStream.of(owners).boxed().toArray(Integer[]::new);
  }

  @Test
  void emptyRing_ownsNothing() {
    HashRing ring = Rings.even(0, 0);
    assertThat(ring.owner(0)).isEqualTo(Ring.NOBODY);
    assertThat(ring.owner(-1)).isEqualTo(Ring.NOBODY);
    assertThat(ring.walk(42).next()).isEqualTo(Ring.NOBODY);
    assertThat(ring.ordinals()).isEmpty();
  }

  @Test
  void ordinals_areAscendingAndTheCallersOwn() {
    HashRing ring = HashRing.of(Map.of(9, 1, 0, 2, HashRing.MAX_ORDINAL, 1), 4, 0);
    ring.ordinals()[0] = 77;
    assertThat(ring.ordinals()).containsExactly(0, 9, HashRing.MAX_ORDINAL);
    assertThat(Rings.drained(ring.walk(1))).containsExactlyInAnyOrder(0, 9, HashRing.MAX_ORDINAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536, Integer.MIN_VALUE})
  void of_anOrdinalOutOfRange_isRefused(int ordinal) {
    assertThatThrownBy(() -> HashRing.of(Map.of(ordinal, 1), 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ordinal: " + ordinal + " (expected: 0..65535)");
  }

  @Test
  void of_numbersOutOfRange_areRefused() {
    assertThatThrownBy(() -> HashRing.of(Map.of(0, 1), 0, 0))
        .hasMessage("virtualNodes: 0 (expected: >= 1)");
    assertThatThrownBy(() -> HashRing.of(Map.of(4, 0), 1, 0))
        .hasMessage("weight of ordinal 4: 0 (expected: >= 1)");
    assertThatThrownBy(() -> HashRing.of(Map.of(0, 1 << 23), 1, 0))
        .hasMessage("points: 8388608 (expected: <= 4194304)");
    assertThatThrownBy(() -> HashRing.of(Map.of(0, Integer.MAX_VALUE), Integer.MAX_VALUE, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

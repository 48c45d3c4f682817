package dev.ringmaster.ring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The golden values were computed independently, by a program in another language on the reference
 * implementation of XXH3, and are for ever.
 */
class RendezvousRingTest {
  private static final RendezvousRing THREE = RendezvousRing.of(Rings.weights(3), 0);
  private static final RendezvousRing WEIGHTED = RendezvousRing.of(Map.of(1, 2, 4, 1, 9, 5), -5);

  @Test
  void owner_ofNamedKeys_isForEver() {
    assertThat(owners(THREE))
        .containsExactly(0, 1, 2, 2, 1, 1, 1, 1, 1, 0, 2, 2, 2, 0, 2, 1, 1, 1, 0, 1);
    assertThat(owners(WEIGHTED))
        .containsExactly(9, 9, 9, 9, 9, 9, 9, 4, 9, 9, 9, 9, 9, 9, 9, 9, 1, 1, 9, 4);
  }

  private static IntStream owners(Ring ring) {
    return IntStream.range(0, 20).map(k -> ring.owner(key("user-" + k)));
  }

  private static long key(String text) {
    return XxHash3.hash(text.getBytes(UTF_8));
  }

  @Test
  void walk_ofANamedKey_isForEver() {
    Ring ring = RendezvousRing.of(Map.of(0, 1, 1, 2, 2, 3, 3, 1, 4, 2, 5, 3), 0);
    assertThat(Rings.drained(ring.walk(key("user-0")))).containsExactly(5, 4, 2, 1, 0, 3);
  }

  @Test
  void lot_ofKnownNumbers_isThatOfTheReferenceImplementation() {
    assertThat(XxHash3.lot(0x123456789abcdef0L, XxHash3.point(7, 3, 0)))
        .isEqualTo(0x751762dfd7ea8470L);
  }

  @Test
  void checksum_ofKnownRings_isForEver() {
    assertThat(THREE.checksum()).isEqualTo(0x0a4796b6ddfc6a8bL);
    assertThat(WEIGHTED.checksum()).isEqualTo(0x72c7dba463f65689L);
    assertThat(RendezvousRing.of(Map.of(), 0).checksum()).isEqualTo(0xc77b3abb6f87acd9L);
  }

  @Test
  void checksum_ofAnotherSeedOrdinalOrWeight_isAnother() {
    assertThat(
            Set.of(
                THREE.checksum(),
                RendezvousRing.of(Rings.weights(3), 1).checksum(),
                RendezvousRing.of(Map.of(0, 1, 1, 1, 3, 1), 0).checksum(),
                RendezvousRing.of(Map.of(0, 1, 1, 1, 2, 2), 0).checksum()))
        .hasSize(4);
  }

  @Test
  void owner_whateverTheOrderOfArrival_isTheSame() {
    Map<Integer, Integer> downward = new LinkedHashMap<>();
    IntStream.range(0, 40).map(n -> 39 - n).forEach(n -> downward.put(n, 1 + n % 3));
    Ring ring = RendezvousRing.of(new TreeMap<>(downward), 9);
    Ring other = RendezvousRing.of(downward, 9);
    assertThat(other.checksum()).isEqualTo(ring.checksum());
    Rings.hashes(1, 2_000).forEach(h -> assertThat(other.owner(h)).isEqualTo(ring.owner(h)));
  }

  /** One logarithm per group of equal weights is only a faster way to the least cost of all. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 60})
  void owner_isThatOfTheLeastCost(int replicas) {
    SortedMap<Integer, Integer> weights = Rings.weights(replicas);
    weights.replaceAll((ordinal, weight) -> 1 + ordinal % 5);
    RendezvousRing ring = RendezvousRing.of(weights, 3);
    Rings.hashes(replicas, 2_000)
        .forEach(h -> assertThat(ring.owner(h)).isEqualTo(naive(weights, h)));
  }

  private static int naive(SortedMap<Integer, Integer> weights, long hash) {
    int owner = Ring.NOBODY;
    double least = Double.POSITIVE_INFINITY;
    for (Map.Entry<Integer, Integer> entry : weights.entrySet()) {
      long lot = XxHash3.lot(hash, XxHash3.point(3, entry.getKey(), 0));
      double uniform = ((lot >>> 12) * 2.0 + 1) / 9007199254740992.0;
      double cost = -StrictMath.log(uniform) / entry.getValue();
      owner = cost < least ? entry.getKey() : owner;
      least = Math.min(least, cost);
    }
    return owner;
  }

  /** Whoever is away, or gone for good: the key goes to the same one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void walk_afterTheOwnerLeaves_goesOnWithTheSecond(int weights) {
    SortedMap<Integer, Integer> all = Rings.weights(8);
    all.replaceAll((ordinal, weight) -> 1 + ordinal % weights);
    Ring ring = RendezvousRing.of(all, 5);
    Rings.hashes(6, 300)
        .forEach(hash -> {
          List<Integer> walk = Rings.drained(ring.walk(hash));
          assertThat(walk).hasSize(8).doesNotHaveDuplicates().startsWith(ring.owner(hash));
          SortedMap<Integer, Integer> rest = new TreeMap<>(all);
          rest.remove(walk.getFirst());
          Ring fewer = RendezvousRing.of(rest, 5);
          assertThat(Rings.drained(fewer.walk(hash))).isEqualTo(walk.subList(1, 8));
        });
  }

  @Test
  void owner_ofManyHashes_followsTheWeights() {
    int keys = 200_000;
    long heavy = Rings.hashes(4, keys).filter(h -> WEIGHTED.owner(h) == 9).count();
    long light = Rings.hashes(4, keys).filter(h -> WEIGHTED.owner(h) == 4).count();
    assertThat((double) heavy / keys).isCloseTo(5.0 / 8, within(0.005));
    assertThat((double) light / keys).isCloseTo(1.0 / 8, within(0.005));
  }

  @Test
  void emptyRing_ownsNothing() {
    RendezvousRing empty = RendezvousRing.of(Map.of(), 0);
    assertThat(empty.owner(5)).isEqualTo(Ring.NOBODY);
    assertThat(empty.walk(5).next()).isEqualTo(Ring.NOBODY);
    assertThat(Rings.drained(empty.walk(5))).isEmpty();
    assertThat(empty.ordinals()).isEmpty();
    assertThat(empty.arcs()).isEmpty();
  }

  @Test
  void ordinals_areAscendingAndTheCallersOwn() {
    WEIGHTED.ordinals()[0] = 77;
    assertThat(WEIGHTED.ordinals()).containsExactly(1, 4, 9);
    assertThat(RendezvousRing.of(Map.of(HashRing.MAX_ORDINAL, 1), 0).owner(1))
        .isEqualTo(HashRing.MAX_ORDINAL);
  }

  @Test
  void of_numbersOutOfRange_areRefused() {
    assertThatThrownBy(() -> RendezvousRing.of(Map.of(65536, 1), 0))
        .hasMessage("ordinal: 65536 (expected: 0..65535)");
    assertThatThrownBy(() -> RendezvousRing.of(Map.of(4, 0), 0))
        .hasMessage("weight of ordinal 4: 0 (expected: >= 1)");
  }
}

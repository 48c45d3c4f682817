package dev.ringmaster.ring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The golden values were computed independently, by a program in another language on the reference
 * implementation of XXH3, and are for ever.
 */
class MaglevRingTest {
  private static final int SLOTS = 1 << 20;

  private static final MaglevRing THREE = MaglevRing.of(Rings.weights(3), 0);
  private static final MaglevRing WEIGHTED = MaglevRing.of(Map.of(1, 2, 4, 1, 9, 5), -5);

  @Test
  void owner_ofNamedKeys_isForEver() {
    assertThat(owners(THREE))
        .containsExactly(1, 1, 0, 2, 0, 0, 2, 2, 0, 2, 1, 0, 0, 1, 0, 0, 0, 0, 2, 1);
    assertThat(owners(WEIGHTED))
        .containsExactly(9, 9, 9, 9, 9, 9, 1, 9, 9, 1, 1, 9, 9, 1, 9, 9, 9, 1, 9, 9);
  }

  private static IntStream owners(Ring ring) {
    return IntStream.range(0, 20).map(k -> ring.owner(XxHash3.hash(("user-" + k).getBytes(UTF_8))));
  }

  @Test
  void checksum_ofKnownRings_isForEver() {
    assertThat(THREE.checksum()).isEqualTo(0xdc33a6def871bf8aL);
    assertThat(WEIGHTED.checksum()).isEqualTo(0x0c5531f100763099L);
    assertThat(MaglevRing.of(Map.of(), 3).checksum()).isEqualTo(0x2d06800538d394c2L);
  }

  @Test
  void checksum_whateverTheOrderOfArrival_isTheSame() {
    Map<Integer, Integer> downward = new LinkedHashMap<>();
    List.of(9, 4, 1).forEach(ordinal -> downward.put(ordinal, WEIGHTED.weights().get(ordinal)));
    assertThat(MaglevRing.of(downward, -5).checksum()).isEqualTo(WEIGHTED.checksum());
  }

  @Test
  void checksum_ofAnotherSeedOrdinalOrWeight_isAnother() {
    assertThat(
            Set.of(
                THREE.checksum(),
                MaglevRing.of(Rings.weights(3), 1).checksum(),
                MaglevRing.of(Map.of(0, 1, 1, 1, 3, 1), 0).checksum(),
                MaglevRing.of(Map.of(0, 1, 1, 1, 2, 2), 0).checksum()))
        .hasSize(4);
  }

  @Test
  void checksum_ofWeightsThatAreAllMultiplied_isTheSame() {
    assertThat(MaglevRing.of(Map.of(0, 7, 1, 7, 2, 7), 0).checksum()).isEqualTo(THREE.checksum());
  }

  @Test
  void slots_ofEqualWeights_differByOneAtMost() {
    Map<Integer, Integer> counts = slots(MaglevRing.of(Rings.weights(1000), 0));
    assertThat(counts).hasSize(1000);
    assertThat(counts.values())
        .allMatch(count -> count == SLOTS / 1000 || count == SLOTS / 1000 + 1);
  }

  @Test
  void slots_followTheWeights() {
    assertThat(slots(WEIGHTED)).isEqualTo(Map.of(1, SLOTS / 4, 4, SLOTS / 8, 9, SLOTS / 8 * 5));
  }

  /** A slot is the top 20 bits of a hash, whatever the others are. */
  private static Map<Integer, Integer> slots(Ring ring) {
    int[] counts = new int[HashRing.MAX_ORDINAL + 1];
    for (long slot = 0; slot < SLOTS; slot++) {
      int owner = ring.owner(slot << 44);
      counts[owner] += owner == ring.owner((slot << 44) | 0xFFF_FFFF_FFFFL) ? 1 : SLOTS;
    }
    Map<Integer, Integer> slots = new TreeMap<>();
    IntStream.of(ring.ordinals()).forEach(ordinal -> slots.put(ordinal, counts[ordinal]));
    return slots;
  }

  /** Or the walk would look for it for ever. */
  @Test
  void slots_ofTheLightestBesideTheHeaviest_areOneAtLeast() {
    MaglevRing ring = MaglevRing.of(Map.of(0, 1, 1, Integer.MAX_VALUE), 0);
    assertThat(Rings.drained(ring.walk(1L << 50))).containsExactly(1, 0);
  }

  @Test
  void walk_givesTheOwnersOfTheFollowingSlots() {
    MaglevRing ring = MaglevRing.of(Rings.weights(7), 0);
    Rings.hashes(1, 300).forEach(hash -> assertThat(walk(ring, hash)).isEqualTo(naive(ring, hash)));
    assertThat(walk(ring, -1)).isEqualTo(naive(ring, -1));
  }

  private static List<Integer> walk(Ring ring, long hash) {
    return Rings.drained(ring.walk(hash));
  }

  private static List<Integer> naive(Ring ring, long hash) {
    return IntStream.range(0, SLOTS)
        .map(n -> ring.owner(hash + ((long) n << 44)))
        .distinct()
        .limit(7)
        .boxed()
        .toList();
  }

  /** Who is away leaves its keys to all others, evenly. */
  @Test
  void walk_pastAnOwner_spreadsItsKeysOverTheOthers() {
    MaglevRing ring = MaglevRing.of(Rings.weights(5), 0);
    int[] counts = new int[5];
    Rings.hashes(2, 50_000)
        .filter(hash -> ring.owner(hash) == 3)
        .forEach(hash -> counts[Rings.drained(ring.walk(hash)).get(1)]++);
    int all = IntStream.of(counts).sum();
    assertThat(counts[3]).isZero();
    assertThat(IntStream.of(0, 1, 2, 4).mapToObj(n -> (double) counts[n] / all))
        .allSatisfy(share -> assertThat(share).isBetween(0.22, 0.28));
  }

  @Test
  void emptyRing_ownsNothing() {
    MaglevRing empty = MaglevRing.of(Map.of(), 0);
    assertThat(empty.owner(5)).isEqualTo(Ring.NOBODY);
    assertThat(empty.walk(5).next()).isEqualTo(Ring.NOBODY);
    assertThat(empty.ordinals()).isEmpty();
    assertThat(empty.arcs().orElseThrow().count()).isOne();
    assertThat(empty.arcs().orElseThrow().owner(0)).isEqualTo(Ring.NOBODY);
    assertThat(empty.arcs().orElseThrow().end(0)).isEqualTo(Arcs.WHOLE);
  }

  @Test
  void of_theHighestOrdinal_ownsItsSlots() {
    SortedMap<Integer, Integer> weights = new TreeMap<>(Map.of(0, 1, HashRing.MAX_ORDINAL, 1));
    assertThat(slots(MaglevRing.of(weights, 0)))
        .isEqualTo(Map.of(0, SLOTS / 2, HashRing.MAX_ORDINAL, SLOTS / 2));
  }

  @Test
  void of_numbersOutOfRange_areRefused() {
    assertThatThrownBy(() -> MaglevRing.of(Map.of(-1, 1), 0))
        .hasMessage("ordinal: -1 (expected: 0..65535)");
    assertThatThrownBy(() -> MaglevRing.of(Map.of(4, 0), 0))
        .hasMessage("weight of ordinal 4: 0 (expected: >= 1)");
  }
}

package dev.ringmaster.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingWalkTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 20, 70, 130})
  void walk_fromAnyHash_isThatOfTheNaiveRing(int replicas) {
    HashRing ring = Rings.even(replicas, 3);
    NavigableMap<Long, Integer> naive =
        Rings.naive(Rings.weights(replicas), Rings.VIRTUAL_NODES, 3);
    Rings.hashes(replicas, 100)
        .forEach(h ->
            assertThat(Rings.drained(ring.walk(h)))
                .hasSize(replicas)
                .isEqualTo(Rings.naiveWalk(naive, h))
                .startsWith(ring.owner(h)));
  }

  @Test
  void walk_fromTheEdgesOfTheRing_isThatOfTheNaiveRing() {
    HashRing ring = Rings.even(5, 3);
    NavigableMap<Long, Integer> naive = Rings.naive(Rings.weights(5), Rings.VIRTUAL_NODES, 3);
    for (long hash : new long[] {0, -1, naive.firstKey(), naive.lastKey(), naive.lastKey() + 1}) {
      assertThat(Rings.drained(ring.walk(hash))).isEqualTo(Rings.naiveWalk(naive, hash));
    }
  }

  @Test
  void walk_whereAnOrdinalHasNoPlaceButATie_stillGivesIt() {
    HashRing ring = Rings.ofPoints(new long[] {5, 5}, 1, 0);
    assertThat(Rings.drained(ring.walk(9))).containsExactly(0, 1);
  }

  /** The law that makes retries sticky: whom a retry asks is whom the key goes to afterwards. */
  @Test
  void walk_afterTheOwnerLeaves_goesOnWithTheSecond() {
    for (int replicas = 2; replicas <= 10; replicas++) {
      HashRing ring = Rings.even(replicas, 17);
      for (int gone = 0; gone < replicas; gone++) {
        assertWalksLose(gone, ring, without(gone, replicas, 17));
      }
    }
  }

  private static void assertWalksLose(int gone, HashRing ring, HashRing rest) {
    Rings.hashes(gone, 200)
        .forEach(h -> {
          List<Integer> walk = Rings.drained(ring.walk(h));
          walk.removeIf(ordinal -> ordinal == gone);
          assertThat(Rings.drained(rest.walk(h))).isEqualTo(walk);
        });
  }

  private static HashRing without(int ordinal, int replicas, long seed) {
    SortedMap<Integer, Integer> weights = Rings.weights(replicas);
    weights.remove(ordinal);
    return HashRing.of(weights, Rings.VIRTUAL_NODES, seed);
  }
}

package dev.ringmaster.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringmaster.ring.measure.RingDiff;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key moves only when it must. */
class RingMovementTest {
  private static final int SEEDS = 200;

  /** What a newcomer takes beyond its fair share, at 256 points and over all these seeds. */
  private static final double UNEVENNESS = 1.25;

  @Test
  void owner_afterANewcomer_movesToTheNewcomerOnly() {
    for (long seed = 0; seed < SEEDS; seed++) {
      HashRing ring = Rings.even(2, seed);
      for (int replicas = 2; replicas <= 20; replicas++) {
        HashRing grown = Rings.even(replicas + 1, seed);
        RingDiff diff = RingDiff.between(ring, grown);
        assertThat(diff.moves()).hasSize(replicas).extracting("to").containsOnly(replicas);
        assertThat(diff.moved()).isBetween(0.0, UNEVENNESS / (replicas + 1));
        ring = grown;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 4711})
  void owner_afterOneReplicaLeaves_movesOnlyItsKeys(long seed) {
    for (int replicas = 3; replicas <= 21; replicas++) {
      HashRing ring = Rings.even(replicas, seed);
      int gone = replicas / 2;
      SortedMap<Integer, Integer> weights = Rings.weights(replicas);
      weights.remove(gone);
      HashRing rest = HashRing.of(weights, Rings.VIRTUAL_NODES, seed);
      Rings.hashes(seed, 5_000)
          .filter(h -> ring.owner(h) != gone)
          .forEach(h -> assertThat(rest.owner(h)).isEqualTo(ring.owner(h)));
    }
  }

  @Test
  void owner_afterLeavingAndComingBack_isRestoredExactly() {
    for (long seed = 0; seed < SEEDS; seed++) {
      HashRing before = Rings.even(7, seed);
      HashRing fewer = HashRing.of(Map.of(0, 1, 2, 1, 6, 1), Rings.VIRTUAL_NODES, seed);
      HashRing after = Rings.even(7, seed);
      assertThat(RingDiff.between(fewer, before).moves()).extracting("to").containsOnly(1, 3, 4, 5);
      assertThat(RingDiff.between(before, after).moves()).isEmpty();
      assertThat(after.checksum()).isEqualTo(before.checksum());
    }
  }

  @Test
  void owner_afterAWeightGrows_movesToThatOrdinalOnly() {
    HashRing even = Rings.even(5, 0);
    SortedMap<Integer, Integer> weights = Rings.weights(5);
    weights.put(3, 2);
    RingDiff diff = RingDiff.between(even, HashRing.of(weights, Rings.VIRTUAL_NODES, 0));
    assertThat(diff.moves()).extracting("to").containsOnly(3);
    assertThat(diff.moved()).isCloseTo(2.0 / 6 - 1.0 / 5, within(0.03));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 20})
  void diff_agreesWithSampledKeys(int replicas) {
    HashRing ring = Rings.even(replicas, 1);
    HashRing grown = Rings.even(replicas + 1, 1);
    int keys = 200_000;
    long moved = Rings.hashes(2, keys).filter(h -> ring.owner(h) != grown.owner(h)).count();
    assertThat((double) moved / keys)
        .isCloseTo(RingDiff.between(ring, grown).moved(), within(0.005));
  }

  @Test
  void diff_betweenUnrelatedSeeds_agreesWithSampledKeysPairByPair() {
    HashRing one = Rings.even(3, 1);
    HashRing other = Rings.even(4, 2);
    int keys = 200_000;
    for (RingDiff.Move move : RingDiff.between(one, other).moves()) {
      long count =
          Rings.hashes(3, keys)
              .filter(h -> one.owner(h) == move.from() && other.owner(h) == move.to())
              .count();
      assertThat((double) count / keys).isCloseTo(move.share(), within(0.005));
    }
  }

  @Test
  void diff_ofKnownPoints_isExact() {
    HashRing before = Rings.ofPoints(new long[] {1L << 62, 1L << 63}, 0, 1);
    HashRing after = Rings.ofPoints(new long[] {1L << 61, 1L << 63, 3L << 62}, 2, 1, 0);
    assertThat(RingDiff.between(before, after).moves())
        .containsExactly(new RingDiff.Move(0, 1, 0.125), new RingDiff.Move(0, 2, 0.375));
  }

  @Test
  void diff_fromAndToTheEmptyRing_isEverything() {
    HashRing empty = Rings.even(0, 0);
    HashRing sole = Rings.even(1, 0);
    assertThat(RingDiff.between(empty, sole).moves())
        .isEqualTo(List.of(new RingDiff.Move(Ring.NOBODY, 0, 1.0)));
    assertThat(RingDiff.between(sole, empty).moves())
        .isEqualTo(List.of(new RingDiff.Move(0, Ring.NOBODY, 1.0)));
    assertThat(RingDiff.between(empty, empty).moved()).isZero();
  }
}

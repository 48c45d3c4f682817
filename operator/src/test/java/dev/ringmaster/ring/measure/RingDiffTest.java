package dev.ringmaster.ring.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringmaster.ring.ClassicRing;
import dev.ringmaster.ring.ClassicRing.Probing;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.Rings;
import dev.ringmaster.ring.Rings.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RingDiffTest {

  @ParameterizedTest
  @CsvSource({
    "RING, RING, HASH_SPACE",
    "MAGLEV, MAGLEV, HASH_SPACE",
    "RING, MAGLEV, HASH_SPACE",
    "MAGLEV, RING, HASH_SPACE",
    "RENDEZVOUS, RENDEZVOUS, SAMPLE",
    "RING, RENDEZVOUS, SAMPLE",
    "RENDEZVOUS, MAGLEV, SAMPLE"
  })
  void between_agreesWithRandomKeysPairByPair(Kind from, Kind to, Basis.Kind basis) {
    Ring before = from.of(Map.of(0, 1, 1, 2, 2, 1), 3);
    Ring after = to.of(Map.of(0, 1, 2, 1, 5, 3), 3);
    RingDiff diff = RingDiff.between(before, after);
    assertThat(diff.basis().kind()).isEqualTo(basis);
    Tally tally = new Tally(before, after);
    Rings.hashes(8, 200_000).forEach(tally::add);
    assertAlike(diff, tally.diff(), 0.006);
  }

  /** Maglev has pairs with so few keys that a sample may miss them. */
  private static void assertAlike(RingDiff diff, RingDiff counted, double error) {
    Map<List<Integer>, Double> found = shares(counted);
    shares(diff)
        .forEach((pair, share) ->
            assertThat(share).isCloseTo(found.getOrDefault(pair, 0.0), within(error)));
    assertThat(shares(diff).keySet()).containsAll(found.keySet());
    assertBalance(diff.before(), counted.before(), error);
    assertBalance(diff.after(), counted.after(), error);
  }

  private static Map<List<Integer>, Double> shares(RingDiff diff) {
    return diff.moves().stream()
        .collect(Collectors.toMap(move -> List.of(move.from(), move.to()), RingDiff.Move::share));
  }

  private static void assertBalance(RingBalance balance, RingBalance counted, double error) {
    assertThat(balance.shares().keySet()).isEqualTo(counted.shares().keySet());
    balance
        .shares()
        .forEach((ordinal, share) ->
            assertThat(share).isCloseTo(counted.shares().get(ordinal), within(error)));
  }

  @Test
  void between_classicRings_countsEveryRequestId() {
    Ring before = classic(3);
    Ring after = classic(4);
    RingDiff diff = RingDiff.between(before, after);
    long moved =
        IntStream.rangeClosed(100_000, 999_999)
            .filter(id -> before.owner(id) != after.owner(id))
            .count();
    assertThat(diff.moved()).isCloseTo(moved / 900_000.0, within(1e-12));
    assertThat(diff.basis()).isEqualTo(new Basis(Basis.Kind.REQUEST_IDS, 900_000, 0));
    assertThat(diff.before().shares().get(0)).isCloseTo(0.8437, within(0.0001));
    assertThat(diff.after().shares().get(3)).isCloseTo(0.0312, within(0.0001));
  }

  /** An id is drawn whatever the key: that two draws agree is chance. */
  @Test
  void between_keysAndRequestIds_isTheProductOfTheirShares() {
    RingDiff diff = RingDiff.between(Kind.MAGLEV.of(Rings.weights(2), 0), classic(2));
    assertThat(diff.basis().kind()).isEqualTo(Basis.Kind.INDEPENDENT);
    assertThat(diff.moves())
        .hasSize(2)
        .anySatisfy(move -> {
          assertThat(move.from()).isEqualTo(1);
          assertThat(move.to()).isEqualTo(0);
          assertThat(move.share()).isCloseTo(0.5 * 0.9531, within(0.0001));
        });
    assertThat(diff.moved()).isCloseTo(0.5, within(1e-9));
  }

  private static Ring classic(int replicas) {
    return ClassicRing.of(IntStream.range(0, replicas).boxed().toList(), Probing.LINEAR);
  }

  @ParameterizedTest
  @EnumSource
  void minimum_isWhatFairSharesMustMove(Kind kind) {
    Ring three = kind.of(Rings.weights(3), 0);
    Ring four = kind.of(Rings.weights(4), 0);
    assertThat(RingDiff.between(three, four).minimum()).isCloseTo(0.25, within(1e-12));
    assertThat(RingDiff.between(four, three).minimum()).isCloseTo(0.25, within(1e-12));
    Ring heavier = kind.of(Map.of(0, 1, 1, 2, 2, 1), 0);
    assertThat(RingDiff.between(three, heavier).minimum()).isCloseTo(1.0 / 6, within(1e-12));
    assertThat(RingDiff.between(three, three).minimum()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void between_fromAndToTheEmptyRing_isEverything(Kind kind) {
    Ring empty = kind.of(Map.of(), 0);
    Ring sole = kind.of(Map.of(4, 2), 0);
    RingDiff filled = RingDiff.between(empty, sole);
    assertThat(filled.moves()).containsExactly(new RingDiff.Move(Ring.NOBODY, 4, 1));
    assertThat(filled.minimum()).isEqualTo(1);
    RingDiff emptied = RingDiff.between(sole, empty);
    assertThat(emptied.moves()).containsExactly(new RingDiff.Move(4, Ring.NOBODY, 1));
    assertThat(emptied.after().shares()).isEmpty();
    assertThat(emptied.minimum()).isEqualTo(1);
    assertThat(RingDiff.between(empty, empty).moved()).isZero();
  }

  @Test
  void between_equalRings_movesNothing() {
    for (Kind kind : Kind.values()) {
      Ring ring = kind.of(Rings.weights(6), 1);
      assertThat(RingDiff.between(ring, kind.of(Rings.weights(6), 1)).moves()).isEmpty();
    }
  }

  /** Large rings are sampled by fewer hashes; the error is that of what moves. */
  @Test
  void sample_saysHowManyAndHowExact() {
    RingDiff few = diff(Kind.RENDEZVOUS, 3);
    assertThat(few.basis().count()).isEqualTo(1 << 20);
    assertThat(few.basis().error()).isCloseTo(0.0017, within(0.0001));
    assertThat(few.moved()).isCloseTo(1.0 / 4, within(few.basis().error()));
    RingDiff many = diff(Kind.RENDEZVOUS, 1000);
    assertThat(many.basis().count()).isEqualTo(1 << 17);
    assertThat(many.basis().error()).isCloseTo(0.00035, within(0.0001));
    assertThat(many.moved()).isCloseTo(1.0 / 1001, within(many.basis().error()));
    assertThat(many.before().peakToMean()).isCloseTo(1, within(1e-9));
  }

  private static RingDiff diff(Kind kind, int replicas) {
    return RingDiff.between(
        kind.of(Rings.weights(replicas), 0), kind.of(Rings.weights(replicas + 1), 0));
  }

  @Test
  void tally_ofKeysThatRepeat_countsThemAgain() {
    Ring before = Kind.RING.of(Rings.weights(2), 0);
    Ring after = Kind.RING.of(Rings.weights(3), 0);
    long moves = Rings.hashes(1, 100).filter(h -> after.owner(h) == 2).findFirst().orElseThrow();
    long stays = Rings.hashes(1, 100).filter(h -> after.owner(h) != 2).findFirst().orElseThrow();
    Tally tally = new Tally(before, after);
    LongStream.of(moves, stays, moves, moves).forEach(tally::add);
    RingDiff diff = tally.diff();
    assertThat(diff.basis()).isEqualTo(new Basis(Basis.Kind.KEYS, 4, 0));
    assertThat(diff.moves()).containsExactly(new RingDiff.Move(before.owner(moves), 2, 0.75));
    assertThat(diff.after().shares().get(2)).isEqualTo(0.75);
  }

  @Test
  void tally_ofOrdinalsWithGaps_findsTheirPlaces() {
    Ring before = Kind.MAGLEV.of(Map.of(3, 1, 900, 1), 0);
    Ring after = Kind.MAGLEV.of(Map.of(1, 1, 3, 1, 900, 1), 0);
    Tally tally = new Tally(before, after);
    Rings.hashes(1, 3_000).forEach(tally::add);
    assertThat(tally.diff().before().shares().keySet()).containsExactly(3, 900);
    assertThat(tally.diff().moved()).isCloseTo(1.0 / 3, within(0.05));
    assertThat(tally.keys()).isEqualTo(3_000);
  }
}

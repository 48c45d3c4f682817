package dev.ringmaster.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringmaster.ring.ClassicRing;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.measure.Basis.Kind;
import dev.ringmaster.ring.measure.RingDiff;
import dev.ringmaster.routing.key.KeyRule;
import dev.ringmaster.routing.key.KeySource;
import dev.ringmaster.testing.FakeHead;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewTest {
  private static final KeyRule RULE = new KeyRule(List.of(new KeySource.Header("X-User-Id")));

  /** What it says is what then happens: against two routers' own rings, key for key. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Ring       | {replicas: 4}
          Ring       | {replicas: 2}
          Ring       | {remove: [1]}
          Ring       | {weights: {'2': 3}}
          Ring       | {virtualNodes: 100}
          Ring       | {algorithm: Maglev}
          Maglev     | {replicas: 4}
          Maglev     | {remove: [0, 1]}
          Maglev     | {weights: {'0': 2}, replicas: 5}
          Rendezvous | {replicas: 4}
          Rendezvous | {remove: [1], weights: {'0': 7}}
          Rendezvous | {algorithm: Ring}
          """)
  void overKeys_isWhatRoutingThenDoes(String algorithm, String change) {
    Placement before = Placements.of("replicas: 3, routing: {algorithm: " + algorithm + "}");
    Placement after = changed(before, change);
    Preview.Keys counted = Preview.overKeys(before, after);
    Map<List<Integer>, Long> moved = new HashMap<>();
    Ring then = after.routing().ring(after.scale().ordinals());
    Ring now = before.routing().ring(before.scale().ordinals());
    for (int n = 0; n < 10_000; n++) {
      long hash = RULE.keyOf(FakeHead.get("X-User-Id: user-" + n), new SplittableRandom()).hash();
      counted.add(hash);
      if (now.owner(hash) != then.owner(hash)) {
        moved.merge(List.of(now.owner(hash), then.owner(hash)), 1L, Long::sum);
      }
    }
    Map<List<Integer>, Long> told = new HashMap<>();
    for (RingDiff.Move move : counted.preview().diff().moves()) {
      told.put(List.of(move.from(), move.to()), Math.round(move.share() * 10_000));
    }
    assertThat(told).isNotEmpty().isEqualTo(moved);
    assertThat(counted.preview().checksum()).isEqualTo(now.checksum());
    assertThat(counted.preview().nextChecksum()).isEqualTo(then.checksum());
    assertThat(counted.count()).isEqualTo(10_000);
  }

  @Test
  void of_oneReplicaMore_isExactAlongTheHashSpace() {
    Preview preview = preview("replicas: 3", "{replicas: 4}");
    assertThat(preview.diff().basis().kind()).isEqualTo(Kind.HASH_SPACE);
    assertThat(preview.diff().moves()).hasSize(3).extracting("to").containsOnly(3);
    assertThat(preview.diff().moved()).isCloseTo(0.25, within(0.04));
    assertThat(preview.diff().minimum()).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void of_rendezvous_isASampleWithinItsError() {
    RingDiff diff =
        preview("replicas: 3, routing: {algorithm: Rendezvous}", "{replicas: 4}").diff();
    assertThat(diff.basis().kind()).isEqualTo(Kind.SAMPLE);
    assertThat(diff.moved()).isCloseTo(0.25, within(diff.basis().error()));
    assertThat(diff.before().shares().values())
        .allSatisfy(share -> assertThat(share).isCloseTo(1.0 / 3, within(diff.basis().error())));
  }

  @Test
  void of_classic_isExactOverItsRequestIds() {
    Placement before =
        Placements.of("replicas: 3, routing: {algorithm: Classic, probing: Quadratic}");
    Placement after = changed(before, "{remove: [0]}");
    RingDiff diff = Preview.of(before, after).diff();
    Ring now = before.ring();
    Ring then = after.ring();
    long stay =
        LongStream.rangeClosed(ClassicRing.FIRST_ID, ClassicRing.LAST_ID)
            .filter(id -> now.owner(id) == then.owner(id))
            .count();
    assertThat(diff.moved()).isCloseTo(1 - stay / 900_000.0, within(1e-12));
    assertThat(Preview.placesKeys(before)).isFalse();
    assertThat(Preview.placesKeys(Placements.of("replicas: 1"))).isTrue();
  }

  @Test
  void tree_holdsEverythingInTheDocumentsOrder() {
    Map<String, ?> tree =
        PreviewTree.of(preview("replicas: 2", "{replicas: 3, remove: [0], weights: {'1': 3}}"));
    assertThat(tree.keySet())
        .containsExactly("moved", "minimum", "before", "after", "moves", "basis");
    Map<?, ?> after = map(tree.get("after"));
    assertThat(after.keySet())
        .extracting(Object::toString)
        .containsExactly(
            "algorithm",
            "replicas",
            "reserveOrdinals",
            "virtualNodes",
            "seed",
            "checksum",
            "peakToMean",
            "shares");
    assertThat(after.get("algorithm")).isEqualTo("Ring");
    assertThat(after.get("replicas")).isEqualTo(2);
    assertThat(after.get("reserveOrdinals")).isEqualTo(List.of(0));
    assertThat(after.get("checksum")).asString().matches("[0-9a-f]{16}");
    Map<?, ?> share = first(after.get("shares"));
    assertThat(share.get("ordinal")).isEqualTo(1);
    assertThat(share.get("weight")).isEqualTo(3);
    assertThat((Object) tree.get("basis"))
        .isEqualTo(Map.of("kind", "HashSpace", "count", 0L, "error", 0.0));
  }

  @Test
  void tree_ofAMoveFromNobody_saysNull() {
    Map<String, ?> tree = PreviewTree.of(preview("replicas: 0", "{replicas: 1}"));
    Map<?, ?> move = first(tree.get("moves"));
    assertThat(move.get("from")).isNull();
    assertThat(move.get("to")).isEqualTo(0);
    assertThat(move.get("share")).isEqualTo(1.0);
  }

  private static Map<?, ?> map(@Nullable Object tree) {
    return (Map<?, ?>) Objects.requireNonNull(tree);
  }

  private static Map<?, ?> first(@Nullable Object list) {
    return map(((List<?>) Objects.requireNonNull(list)).getFirst());
  }

  private static Preview preview(String fields, String change) {
    Placement before = Placements.of(fields);
    return Preview.of(before, changed(before, change));
  }

  private static Placement changed(Placement now, String change) {
    return ((WhatIf.Changed) WhatIf.read(now, Placements.tree(change))).placement();
  }
}

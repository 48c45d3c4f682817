package dev.ringmaster.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.spec.RoutingSpec.Algorithm;
import dev.ringmaster.spec.SpecProblem;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhatIfTest {
  private static final Placement NOW = Placements.of("replicas: 3, reserveOrdinals: [1]");

  @Test
  void read_nothing_changesNothing() {
    assertThat(changed(NOW, "{}")).isEqualTo(NOW);
  }

  @Test
  void read_replicas_scalesAsKubectlDoes() {
    assertThat(changed(NOW, "{replicas: 5}").scale().ordinals()).containsExactly(0, 2, 3, 4, 5);
    assertThat(changed(NOW, "{replicas: 1}").scale().ordinals()).containsExactly(0);
    assertThat(changed(NOW, "{replicas: 0}").scale().ordinals()).isEmpty();
  }

  @Test
  void read_remove_reservesThem() {
    Placement placement = changed(NOW, "{remove: [0, 3]}");
    assertThat(placement.scale().ordinals()).containsExactly(2);
    assertThat(placement.scale().reserve()).containsExactly(0, 1);
  }

  @Test
  void read_replicasAndRemove_removesFromWhatScalingLeft() {
    Placement placement = changed(NOW, "{replicas: 5, remove: [4]}");
    assertThat(placement.scale().ordinals()).containsExactly(0, 2, 3, 5);
  }

  @Test
  void read_everything_isThatPlacement() {
    Placement placement =
        changed(
            Placements.of("replicas: 3, routing: {seed: 9, weights: {'0': 5}}"),
            "{replicas: 5, remove: [1], weights: {'3': 2}, virtualNodes: 512, algorithm: Maglev}");
    assertThat(placement.scale()).isEqualTo(new DesiredScale(4, new TreeSet<>(List.of(1))));
    assertThat(placement.routing().weights()).isEqualTo(Map.of(0, 5, 3, 2));
    assertThat(placement.routing().virtualNodes()).isEqualTo(512);
    assertThat(placement.routing().algorithm()).isEqualTo(Algorithm.MAGLEV);
    assertThat(placement.routing().seed()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {replicas: -1}        | replicas: got -1, expected an integer from 0 to 1000
          {replicas: 1001}      | replicas: got 1001, expected an integer from 0 to 1000
          {replicas: "5"}       | replicas: got "5", expected an integer from 0 to 1000
          {remove: 1}           | remove: got 1, expected a list
          {remove: [1]}         | remove[0]: got 1, expected an ordinal that is there (0, 2, 3)
          {remove: [2, 2]}      | remove[1]: got 2, expected a value that is not in the list already
          {remove: [9999]}      | remove[0]: got 9999, expected an integer from 0 to 1063
          {replicas: 0, remove: [0]} | remove[0]: got 0, expected an ordinal that is there (there is none)
          {replicas: 20, remove: [77]} | remove[0]: got 77, expected an ordinal that is there (0, 2, 3, 4, 5, 6, 7, 8, 9, 10, … 20)
          {weights: {"1": 2}}   | weights.1: got 2, expected a weight of an ordinal that is there (0, 2, 3)
          {remove: [2], weights: {"2": 5}} | weights.2: got 5, expected a weight of an ordinal that is there (0, 3)
          {weights: {"0": 0}}   | weights.0: got 0, expected an integer from 1 to 100
          {weights: {"0": 101}} | weights.0: got 101, expected an integer from 1 to 100
          {weights: {"x": 1}}   | weights.x: got "x", expected an ordinal from 0 to 1063 as the key
          {virtualNodes: 0}     | virtualNodes: got 0, expected an integer from 1 to 4096
          {virtualNodes: 4097}  | virtualNodes: got 4097, expected an integer from 1 to 4096
          {algorithm: maglev}   | algorithm: got "maglev", expected Ring, Maglev, Rendezvous or Classic
          {seed: 5}             | seed: got an unknown field, expected one of replicas, remove, algorithm, virtualNodes, weights
          {replica: 5}          | replica: got an unknown field, expected a known one (did you mean replicas?)
          {replicas: 57, algorithm: Classic} | replicas: got 57, expected at most 56 with algorithm Classic (there would be 57 replicas)
          {replicas: 1000, virtualNodes: 4096, weights: {"0": 100}} | replicas: got 1000, expected fewer: virtualNodes times weights make 4501504 points, of 4194304 (there would be 1000 replicas)
          5                     | manifest: got 5, expected a mapping
          """)
  void read_aChangeThatMakesNoSense_saysWhereAndWhat(String change, String problem) {
    assertThat(problems(NOW, change)).containsExactly(problem);
  }

  @Test
  void read_anAlgorithmThatIsTooSmall_namesItself() {
    Placement many = Placements.of("replicas: 60");
    assertThat(problems(many, "{algorithm: Classic}"))
        .containsExactly(
            "algorithm: got \"Classic\", expected at most 56 with algorithm Classic (there would be"
                + " 60 replicas)");
  }

  @Test
  void read_moreReservesThanThereMayBe_isRefused() {
    Placement many = Placements.of("replicas: 100");
    List<Integer> victims = IntStream.range(0, 65).boxed().toList();
    assertThat(problems(many, "{remove: " + victims + "}"))
        .containsExactly("remove: got a list, expected fewer: at most 64 ordinals are left out");
    assertThat(changed(many, "{remove: " + victims.subList(1, 65) + "}").scale().replicas())
        .isEqualTo(36);
  }

  /** No limit of points: there are none. */
  @Test
  void read_maglevWithManyVirtualNodes_isSound() {
    SortedMap<Integer, Integer> weights = new TreeMap<>(Map.of(0, 100));
    Placement placement =
        changed(
            Placements.of("replicas: 1000, routing: {algorithm: Maglev, virtualNodes: 4096}"),
            "{weights: {'0': 100}}");
    assertThat(placement.routing().weights()).isEqualTo(weights);
    assertThat(placement.routing().points(placement.scale().ordinals())).isZero();
  }

  private static Placement changed(Placement now, String change) {
    return switch (WhatIf.read(now, Placements.tree(change))) {
      case WhatIf.Changed changed -> changed.placement();
      case WhatIf.Refused refused -> throw new AssertionError(refused.problems());
    };
  }

  private static List<String> problems(Placement now, String change) {
    return switch (WhatIf.read(now, Placements.tree(change))) {
      case WhatIf.Changed changed -> List.of();
      case WhatIf.Refused refused ->
          refused.problems().stream().map(SpecProblem::toString).toList();
    };
  }
}

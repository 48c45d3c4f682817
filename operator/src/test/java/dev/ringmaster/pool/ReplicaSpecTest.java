package dev.ringmaster.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplicaSpecTest {
  /** The right-hand sides are what a kubelet makes of them. */
  @ParameterizedTest
  @CsvSource({
    "$(PORT), 20123",
    "--port=$(PORT);id=$(SERVER_ID), --port=20123;id=s3",
    "$(REPLICA_ORDINAL)$(PORT), 220123",
    "$(COLOR), $1 \\red",
    "$$(PORT), $(PORT)",
    "$$$(PORT), $20123",
    "$$$$(PORT), $$(PORT)",
    "$(UNKNOWN), $(UNKNOWN)",
    "$(), $()",
    "$(PORT, $(PORT",
    "$PORT, $PORT",
    "a$, a$",
    "a$$b, a$b",
  })
  void word_isExpandedAsKubernetesDoes(String word, String expected) {
    assertThat(spec(Map.of("COLOR", "$1 \\red"), "run", word).command(20_123))
        .containsExactly("run", expected);
  }

  @Test
  void environment_ofATemplate_cannotHideWhatIsAlwaysSet() {
    Map<String, String> environment =
        spec(Map.of("PORT", "1", "COLOR", "red"), "run").environment(20_123);

    assertThat(environment)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("PORT", "20123", "SERVER_ID", "s3", "REPLICA_ORDINAL", "2", "COLOR", "red"));
  }

  private static ReplicaSpec spec(Map<String, String> env, String... command) {
    return new ReplicaSpec(
        2, 7, "s3", new ReplicaTemplate("", List.of(command), List.of(), 5000, env));
  }
}

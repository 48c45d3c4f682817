package dev.ringmaster.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RequiresApiServerTest {
  @Test
  void nothingSet_skipsWithTheReason() {
    assertThat(RequiresApiServer.Extension.evaluate(Map.of("RINGMASTER_REQUIRE", "docker")))
        .satisfies(result -> {
          assertThat(result.isDisabled()).isTrue();
          assertThat(result.getReason()).get().asString().contains("KUBEBUILDER_ASSETS");
        });
  }

  @Test
  void nothingSet_butRequired_fails() {
    assertThatThrownBy(() ->
            RequiresApiServer.Extension.evaluate(Map.of("RINGMASTER_REQUIRE", "docker,apiserver")))
        .hasMessageContaining("apiserver is required");
  }

  @Test
  void usersOwnCluster_isNotEvenLookedAt() {
    assertThat(
            RequiresApiServer.Extension.evaluate(
                    Map.of("KUBECONFIG", "/some/config", "HOME", "/root"))
                .isDisabled())
        .isTrue();
  }

  @Test
  void assetsOrCluster_enables() {
    for (String name : new String[] {"KUBEBUILDER_ASSETS", "RINGMASTER_TEST_KUBECONFIG"}) {
      assertThat(RequiresApiServer.Extension.evaluate(Map.of(name, "/there")).isDisabled())
          .isFalse();
      assertThat(RequiresApiServer.Extension.evaluate(Map.of(name, "")).isDisabled()).isTrue();
    }
  }
}

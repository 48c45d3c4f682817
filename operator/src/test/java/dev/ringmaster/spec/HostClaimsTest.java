package dev.ringmaster.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HostClaimsTest {
  @Test
  void conflicts_separateBalancers_areNone() {
    assertThat(
            conflicts(
                model("a/web", "hosts: [x.example, web, web.a]"), model("a/api", "classic: true")))
        .isEmpty();
  }

  @Test
  void conflicts_oneHostTwice_namesBoth() {
    assertThat(
            conflicts(model("a/web", "hosts: [X.example]"), model("a/api", "hosts: [x.example]")))
        .containsExactly(
            "a/api: got host x.example, which a/web answers to as well, expected hosts of its own");
  }

  @Test
  void conflicts_hostThatIsAnothersName_isOne() {
    assertThat(conflicts(model("a/web", ""), model("a/api", "hosts: [web]"))).hasSize(1);
    assertThat(conflicts(model("a/api", "hosts: [web.a]"), model("a/web", ""))).hasSize(1);
  }

  @Test
  void conflicts_sameNameInTwoNamespaces_isOne() {
    assertThat(conflicts(model("a/web", ""), model("b/web", "")))
        .containsExactly(
            "b/web: got host web, which a/web answers to as well, expected hosts of its own");
  }

  @Test
  void conflicts_sameManifestTwice_isOneAndNotItsHostsToo() {
    assertThat(conflicts(model("a/web", "hosts: [x]"), model("a/web", "hosts: [x]")))
        .containsExactly(
            "a/web: got another manifest of this name, expected one manifest a balancer");
  }

  @Test
  void conflicts_twoClassicBalancers_namesBoth() {
    assertThat(conflicts(model("a/web", "classic: true"), model("a/api", "classic: true")))
        .containsExactly(
            "a/api: got classic: true, which a/web has as well, expected one classic balancer on"
                + " the data port");
  }

  private static List<String> conflicts(LoadBalancerModel... models) {
    return HostClaims.conflicts(List.of(models)).stream().map(SpecProblem::toString).toList();
  }

  private static LoadBalancerModel model(String id, String routing) {
    List<String> parts = Stream.of(id.split("/", -1)).toList();
    return Manifests.model(
        Manifests.read(
            "metadata: {namespace: %s, name: %s}\nspec: {template: {image: a}, routing: {%s}}"
                .formatted(parts.get(0), parts.get(1), routing)));
  }
}

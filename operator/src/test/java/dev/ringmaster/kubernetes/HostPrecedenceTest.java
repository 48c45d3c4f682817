package dev.ringmaster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.kubernetes.HostPrecedence.Claimant;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.SpecReader;
import dev.ringmaster.spec.SpecResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostPrecedenceTest {
  private static Claimant claimant(String id, int second, String... hosts) {
    String[] names = id.split("/", -1);
    Map<String, Object> manifest =
        Map.of(
            "apiVersion",
            "ringmaster.dev/v1alpha1",
            "kind",
            "LoadBalancer",
            "metadata",
            Map.of("namespace", names[0], "name", names[1]),
            "spec",
            Map.of(
                "template",
                Map.of("image", "example.org/web"),
                "routing",
                Map.of("hosts", Arrays.asList(hosts))));
    LoadBalancerModel model = ((SpecResult.Valid) SpecReader.read(manifest)).model();
    return new Claimant(model, "2026-01-01T00:00:%02dZ".formatted(second), "uid-of-" + id);
  }

  private static List<String> hosts(HostPrecedence precedence, Claimant claimant) {
    return precedence.served(claimant).routing().hosts();
  }

  @Test
  void host_ofOne_isItsOwn() {
    Claimant web = claimant("shop/web", 1, "a.example");
    Claimant api = claimant("shop/api", 2, "b.example");
    HostPrecedence precedence = HostPrecedence.of(List.of(api, web));
    assertThat(precedence.refusal(web.uid())).isEmpty();
    assertThat(precedence.refusal(api.uid())).isEmpty();
    assertThat(precedence.served(api)).isEqualTo(api.model());
    assertThat(precedence.claimants()).containsExactly(web, api);
  }

  @Test
  void host_ofTwo_isTheOlders_andTheOtherKeepsTheRest() {
    Claimant web = claimant("shop/web", 1, "a.example", "b.example");
    Claimant api = claimant("shop/api", 2, "c.example", "b.example");
    HostPrecedence precedence = HostPrecedence.of(List.of(api, web));
    assertThat(precedence.refusal(web.uid())).isEmpty();
    assertThat(precedence.refusal(api.uid()))
        .hasValue(
            "spec.routing.hosts: got b.example, which shop/web answers to,"
                + " expected hosts of its own");
    assertThat(hosts(precedence, web)).containsExactly("a.example", "b.example");
    assertThat(hosts(precedence, api)).containsExactly("c.example");
  }

  @Test
  void host_ofTwoOfOneAge_isTheLowerUids() {
    Claimant web = claimant("shop/web", 1, "a.example");
    Claimant api = claimant("shop/api", 1, "a.example");
    HostPrecedence precedence = HostPrecedence.of(List.of(web, api));
    assertThat(precedence.refusal(api.uid())).isEmpty();
    assertThat(precedence.refusal(web.uid())).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"web.shop", "web.shop.svc", "web.shop.svc.cluster.local", "web.shop.svc.our.dns"})
  void clusterName_isItsOwners_evenIfAnOlderClaimsIt(String name) {
    Claimant thief = claimant("evil/web", 1, name);
    Claimant web = claimant("shop/web", 2);
    HostPrecedence precedence = HostPrecedence.of(List.of(thief, web));
    assertThat(precedence.refusal(thief.uid()))
        .hasValueSatisfying(text -> assertThat(text).contains("which shop/web answers to"));
    assertThat(hosts(precedence, thief)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"web.shop", "web.shop.svc.cluster.local"})
  void clusterName_claimedByItsOwner_isFine(String name) {
    Claimant web = claimant("shop/web", 2, name);
    assertThat(HostPrecedence.of(List.of(web)).refusal(web.uid())).isEmpty();
  }

  @Test
  void oneName_inTwoNamespaces_isNoConflict() {
    Claimant web = claimant("shop/web", 1);
    Claimant other = claimant("other/web", 2);
    HostPrecedence precedence = HostPrecedence.of(List.of(web, other));
    assertThat(precedence.refusal(other.uid())).isEmpty();
  }

  @Test
  void decision_isTheSame_inAnyOrder() {
    List<Claimant> claimants = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      claimants.add(
          claimant("ns/b" + i, i / 3, "h%d.example".formatted(i % 4), "b%d.ns".formatted(i % 5)));
    }
    HostPrecedence first = HostPrecedence.of(claimants);
    Random random = new Random(5);
    for (int i = 0; i < 100; i++) {
      List<Claimant> shuffled = new ArrayList<>(claimants);
      Collections.shuffle(shuffled, random);
      HostPrecedence other = HostPrecedence.of(shuffled);
      assertThat(other.claimants()).isEqualTo(first.claimants());
      for (Claimant claimant : claimants) {
        assertThat(other.refusal(claimant.uid())).isEqualTo(first.refusal(claimant.uid()));
      }
    }
  }
}

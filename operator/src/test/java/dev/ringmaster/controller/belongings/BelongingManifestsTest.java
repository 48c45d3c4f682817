package dev.ringmaster.controller.belongings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.testing.kubernetes.Balancers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BelongingManifestsTest {
  private static final LoadBalancer WEB =
      Balancers.web(
          "template: {image: a}, service: {port: 8080, type: NodePort, annotations: {team: shop}}");

  private static final PodOwner OWNER =
      new PodOwner(WEB.getApiVersion(), WEB.getKind(), "shop", "web", "uid-of-web");

  private static Service service() {
    return BelongingManifests.service(OWNER, Balancers.model(WEB), 20_004);
  }

  private static PodDisruptionBudget budget() {
    return BelongingManifests.disruptionBudget(OWNER, Balancers.model(WEB));
  }

  @Test
  void belongings_areNamedAndLabelledAsTheBalancer_andGoWithIt() {
    for (HasMetadata object : List.of(service(), budget())) {
      assertThat(object.getMetadata().getNamespace()).isEqualTo("shop");
      assertThat(object.getMetadata().getName()).isEqualTo("web");
      assertThat(object.getMetadata().getLabels())
          .containsEntry("ringmaster.dev/loadbalancer", "web")
          .containsEntry("app.kubernetes.io/managed-by", "ringmaster");
      assertThat(object.getMetadata().getOwnerReferences())
          .singleElement()
          .satisfies(owner -> {
            assertThat(owner.getUid()).isEqualTo("uid-of-web");
            assertThat(owner.getController()).isTrue();
          });
    }
  }

  /** Its endpoints are routers; a selector would make them Pods. */
  @Test
  void service_leadsToTheBalancersOwnPort_andSelectsNobody() {
    assertThat(service().getSpec().getSelector()).isNullOrEmpty();
    assertThat(service().getSpec().getType()).isEqualTo("NodePort");
    assertThat(service().getMetadata().getAnnotations()).isEqualTo(Map.of("team", "shop"));
    assertThat(service().getSpec().getPorts())
        .singleElement()
        .satisfies(port -> {
          assertThat(port.getPort()).isEqualTo(8080);
          assertThat(port.getTargetPort().getIntVal()).isEqualTo(20_004);
        });
  }

  @Test
  void budget_allowsOneAtATime_andAnyThatIsNotReady() {
    assertThat(budget().getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
    assertThat(budget().getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
    assertThat(budget().getSpec().getSelector().getMatchLabels())
        .isEqualTo(Map.of("ringmaster.dev/loadbalancer", "web"));
  }

  @Test
  void belongings_ofTheSameModel_areEqual() {
    assertThat(service()).isEqualTo(service());
    assertThat(budget()).isEqualTo(budget());
  }
}

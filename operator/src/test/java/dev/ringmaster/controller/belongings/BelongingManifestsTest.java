package dev.ringmaster.controller.belongings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.testing.kubernetes.Balancers;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import org.junit.jupiter.api.Test;

final class BelongingManifestsTest {
  private static final LoadBalancer WEB = Balancers.web("template: {image: a}");
  private static final LoadBalancerModel MODEL = Balancers.model(WEB);

  private final PodDisruptionBudget budget =
      BelongingManifests.disruptionBudget(PodOwner.of(WEB), MODEL);
  private final Service service = BelongingManifests.service(PodOwner.of(WEB), MODEL, 20_000);

  /** Else each Pod that becomes ready would have its budget applied once more. */
  @Test
  void budget_whoseStatusChanged_isTheSame() {
    PodDisruptionBudget counted =
        new PodDisruptionBudgetBuilder(budget)
            .editMetadata()
            .withResourceVersion("7")
            .withGeneration(1L)
            .addToManagedFields(new ManagedFieldsEntryBuilder().withManager("kcm").build())
            .endMetadata()
            .withNewStatus()
            .withCurrentHealthy(2)
            .endStatus()
            .build();
    assertThat(BelongingManifests.same(budget, counted)).isTrue();
  }

  @Test
  void object_thatSomebodyEdited_isAnother() {
    assertThat(
            BelongingManifests.same(
                budget,
                new PodDisruptionBudgetBuilder(budget)
                    .editSpec()
                    .withMinAvailable(budget.getSpec().getMaxUnavailable())
                    .endSpec()
                    .build()))
        .isFalse();
    assertThat(
            BelongingManifests.same(
                service,
                new ServiceBuilder(service)
                    .editMetadata()
                    .addToLabels("mine", "yes")
                    .endMetadata()
                    .build()))
        .isFalse();
    assertThat(BelongingManifests.same(service, service)).isTrue();
  }
}

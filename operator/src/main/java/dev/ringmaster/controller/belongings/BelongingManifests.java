package dev.ringmaster.controller.belongings;

import dev.ringmaster.kubernetes.PodLabels;
import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.spec.LoadBalancerModel;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;

/** The Service and the disruption budget of a balancer, as they are wanted. */
final class BelongingManifests {
  private static final String PORT_NAME = "http";

  private BelongingManifests() {}

  /** Without a selector: the routers are its endpoints, not the Pods. */
  static Service service(PodOwner owner, LoadBalancerModel model, int routerPort) {
    ObjectMeta metadata = metadata(owner);
    metadata.setAnnotations(model.service().annotations());
    return new ServiceBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withType(model.service().type())
        .addNewPort()
        .withName(PORT_NAME)
        .withProtocol("TCP")
        .withAppProtocol("http")
        .withPort(model.service().port())
        .withTargetPort(new IntOrString(routerPort))
        .endPort()
        .endSpec()
        .build();
  }

  /**
   * One Pod at a time, and one that is not ready in any case: it works through the scale
   * subresource, since Pods have no other controller that Kubernetes knows.
   */
  static PodDisruptionBudget disruptionBudget(PodOwner owner, LoadBalancerModel model) {
    return new PodDisruptionBudgetBuilder()
        .withMetadata(metadata(owner))
        .withNewSpec()
        .withMaxUnavailable(new IntOrString(1))
        .withUnhealthyPodEvictionPolicy("AlwaysAllow")
        .withNewSelector()
        .addToMatchLabels(PodLabels.BALANCER, model.name())
        .endSelector()
        .endSpec()
        .build();
  }

  /** They differ at most in what others keep in them: their status. */
  static boolean same(HasMetadata one, HasMetadata other) {
    return essence(one).equals(essence(other));
  }

  private static HasMetadata essence(HasMetadata object) {
    HasMetadata bare =
        switch (object) {
          case Service service -> new ServiceBuilder(service).withStatus(null).build();
          case PodDisruptionBudget budget ->
              new PodDisruptionBudgetBuilder(budget).withStatus(null).build();
          default -> throw new IllegalArgumentException(object.getKind());
        };
    ObjectMeta metadata = new ObjectMetaBuilder(object.getMetadata()).build();
    metadata.setResourceVersion(null);
    metadata.setGeneration(null);
    metadata.setManagedFields(null);
    bare.setMetadata(metadata);
    return bare;
  }

  private static ObjectMeta metadata(PodOwner owner) {
    return new ObjectMetaBuilder()
        .withNamespace(owner.namespace())
        .withName(owner.name())
        .withLabels(PodLabels.of(owner.name()))
        .withOwnerReferences(owner.reference())
        .build();
  }
}

package dev.ringmaster.testing.kubernetes;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.kubernetes.ModelReader;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.SpecResult;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** Resources as an API server hands them out, without one. */
public final class Balancers {
  public static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private Balancers() {}

  /** A balancer "web" of the namespace "shop", with this spec as one line of YAML. */
  public static LoadBalancer web(String spec) {
    return named("web", spec);
  }

  /** One of this name. */
  public static LoadBalancer named(String name, String spec) {
    return SERIALIZATION.unmarshal(
        """
        apiVersion: ringmaster.dev/v1alpha1
        kind: LoadBalancer
        metadata: {namespace: shop, name: %1$s, uid: uid-of-%1$s, generation: 1}
        spec: {%2$s}
        """
            .formatted(name, spec),
        LoadBalancer.class);
  }

  /** A status that says nothing but the port. */
  public static LoadBalancerStatus withPort(int routerPort) {
    return new LoadBalancerStatus(
        null,
        null,
        null,
        null,
        null,
        null,
        routerPort,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        null);
  }

  /** What is made of it. */
  public static SpecResult read(LoadBalancer resource) {
    return new ModelReader(SERIALIZATION, false).read(resource);
  }

  /** The model of a sound one. */
  public static LoadBalancerModel model(LoadBalancer resource) {
    return switch (read(resource)) {
      case SpecResult.Valid valid -> valid.model();
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }
}

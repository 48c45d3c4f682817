package dev.ringmaster.testing.kubernetes;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import org.awaitility.Awaitility;

/** The definition of a custom resource, in an API server. */
public final class Definition {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Definition() {}

  /** Applies it and waits until the server takes its objects; as often as one likes. */
  public static CustomResourceDefinition install(KubernetesClient client, String text) {
    CustomResourceDefinition read =
        client.getKubernetesSerialization().unmarshal(text, CustomResourceDefinition.class);
    client
        .resource(read)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("ringmaster-test")
                .withForce(true)
                .build());
    CustomResourceDefinition served =
        Awaitility.await("the definition of the custom resource")
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(50))
            .until(() -> client.resource(read).get(), Definition::isServed);
    // What serves the objects learns of it a little later.
    ResourceDefinitionContext kind = CustomResourceDefinitionContext.fromCrd(served);
    Awaitility.await("the objects of the custom resource")
        .atMost(PATIENCE)
        .ignoreException(KubernetesClientException.class)
        .until(() -> client.genericKubernetesResources(kind).inAnyNamespace().list() != null);
    return served;
  }

  private static boolean isServed(CustomResourceDefinition definition) {
    return definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(condition ->
                condition.getType().equals("Established") && condition.getStatus().equals("True"));
  }
}

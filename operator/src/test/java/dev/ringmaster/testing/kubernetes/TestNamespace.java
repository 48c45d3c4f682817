package dev.ringmaster.testing.kubernetes;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** A namespace of one test. Closing it deletes it with all that is in it, and does not wait. */
public final class TestNamespace implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final String name;

  private TestNamespace(KubernetesClient client, String name) {
    this.client = client;
    this.name = name;
  }

  /** Ready when the account is there that its Pods run as: no Pod is admitted before. */
  static TestNamespace create(KubernetesClient client, String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    TestNamespace namespace = new TestNamespace(client, name);
    Awaitility.await("account default of namespace " + name)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> client.serviceAccounts().inNamespace(name).withName("default").get() != null);
    return namespace;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Pods go at once: no kubelet may be left to end them. */
  @Override
  public void close() {
    client.namespaces().withName(name).delete();
    client.raw(
        "/api/v1/namespaces/" + name + "/pods",
        "DELETE",
        Map.of("apiVersion", "v1", "kind", "DeleteOptions", "gracePeriodSeconds", 0));
  }

  @Override
  public String toString() {
    return name;
  }
}

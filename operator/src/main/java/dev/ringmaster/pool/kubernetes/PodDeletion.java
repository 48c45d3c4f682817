package dev.ringmaster.pool.kubernetes;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/**
 * Just this Pod, to be deleted: another of its name has another uid.
 *
 * @param graceSeconds null: the Pod's own
 */
record PodDeletion(String namespace, String name, String uid, @Nullable Long graceSeconds) {
  /**
   * Asks for it.
   *
   * @throws KubernetesClientException where it is refused; a Pod that is gone already is a conflict
   *     or not found
   */
  void by(KubernetesClient client) {
    DeleteOptions options =
        new DeleteOptionsBuilder()
            .withApiVersion("v1")
            .withGracePeriodSeconds(graceSeconds)
            .withNewPreconditions()
            .withUid(uid)
            .endPreconditions()
            .build();
    // The client's own delete knows no uid.
    var unused =
        client.raw("/api/v1/namespaces/%s/pods/%s".formatted(namespace, name), "DELETE", options);
  }
}

package dev.ringmaster.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Just this Pod, to be marked as one that takes no further request: another of its name has another
 * uid.
 */
public record DrainMark(String namespace, String name, String uid) {
  private static final PatchContext MERGE =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withFieldManager("ringmaster")
          .build();

  /** That Pod. */
  public static DrainMark of(Pod pod) {
    return new DrainMark(
        pod.getMetadata().getNamespace(), pod.getMetadata().getName(), pod.getMetadata().getUid());
  }

  /**
   * Marks it.
   *
   * @throws KubernetesClientException where it is refused; a Pod that is gone already is a conflict
   *     or not found
   */
  public void by(KubernetesClient client) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Map<String, Object> patch =
        Map.of("metadata", Map.of("uid", uid, "annotations", Map.of(PodLabels.DRAINING, now)));
    var unused =
        client
            .pods()
            .inNamespace(namespace)
            .withName(name)
            .patch(MERGE, client.getKubernetesSerialization().asJson(patch));
  }
}

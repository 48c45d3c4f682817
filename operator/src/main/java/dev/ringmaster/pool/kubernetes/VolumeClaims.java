package dev.ringmaster.pool.kubernetes;

import dev.ringmaster.kubernetes.ApiRefusal;
import dev.ringmaster.kubernetes.PodLabels;
import dev.ringmaster.kubernetes.PodOwner;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The volume claims of one ordinal. They outlive its replicas and the balancer, named as those of a
 * StatefulSet are: {@code data-web-0}. Nobody deletes them but their owner.
 */
record VolumeClaims(PodOwner owner, int ordinal, List<PersistentVolumeClaim> templates) {
  /** Gives a Pod the volumes, in place of any of these names. */
  void into(PodSpec pod) {
    for (PersistentVolumeClaim template : templates) {
      String volume = template.getMetadata().getName();
      pod.getVolumes().removeIf(other -> volume.equals(other.getName()));
      pod.getVolumes()
          .add(
              new VolumeBuilder()
                  .withName(volume)
                  .withNewPersistentVolumeClaim()
                  .withClaimName(name(template))
                  .endPersistentVolumeClaim()
                  .build());
    }
  }

  private String name(PersistentVolumeClaim template) {
    return "%s-%s-%d".formatted(template.getMetadata().getName(), owner.name(), ordinal);
  }

  /** Creates those that are not there. */
  void create(KubernetesClient client) {
    for (PersistentVolumeClaim template : templates) {
      try {
        var unused = client.resource(claim(template)).create();
      } catch (KubernetesClientException refused) {
        if (!ApiRefusal.isConflict(refused)) {
          throw refused;
        }
      }
    }
  }

  private PersistentVolumeClaim claim(PersistentVolumeClaim template) {
    ObjectMeta typed = template.getMetadata();
    Map<String, String> labels =
        new LinkedHashMap<>(Objects.requireNonNullElse(typed.getLabels(), Map.of()));
    labels.putAll(PodLabels.of(owner.name()));
    labels.put(PodLabels.ORDINAL, Integer.toString(ordinal));
    ObjectMeta metadata = new ObjectMeta();
    metadata.setNamespace(owner.namespace());
    metadata.setName(name(template));
    metadata.setLabels(labels);
    metadata.setAnnotations(typed.getAnnotations());
    PersistentVolumeClaim claim = new PersistentVolumeClaim();
    claim.setMetadata(metadata);
    claim.setSpec(template.getSpec());
    return claim;
  }
}

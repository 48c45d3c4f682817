package dev.ringmaster.kubernetes;

import dev.ringmaster.api.LoadBalancer;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/** The balancer that Pods and all else of it belong to: they go with it. */
public record PodOwner(String apiVersion, String kind, String namespace, String name, String uid) {
  /** That of a resource. */
  public static PodOwner of(LoadBalancer resource) {
    ObjectMeta metadata = resource.getMetadata();
    return new PodOwner(
        resource.getApiVersion(),
        resource.getKind(),
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getUid());
  }

  /** By which Kubernetes collects what its owner leaves behind. */
  public OwnerReference reference() {
    return new OwnerReferenceBuilder()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withName(name)
        .withUid(uid)
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }
}

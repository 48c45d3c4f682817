package dev.ringmaster.kubernetes;

import dev.ringmaster.api.LoadBalancer;
import io.fabric8.kubernetes.api.model.HasMetadata;
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

  /**
   * Whether an object of its namespace belongs to this balancer, or to one of its name that is
   * gone: what that one left is yet to be collected, and may be taken over.
   */
  public boolean has(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(reference ->
            reference.getUid().equals(uid)
                || (reference.getApiVersion().equals(apiVersion)
                    && reference.getKind().equals(kind)
                    && reference.getName().equals(name)));
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

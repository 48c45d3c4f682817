package dev.ringmaster.kubernetes;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/** The balancer that Pods belong to: they go with it. */
public record PodOwner(String apiVersion, String kind, String namespace, String name, String uid) {
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

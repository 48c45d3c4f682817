package dev.ringmaster.cluster;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.kubernetes.HostPrecedence.Claimant;
import dev.ringmaster.spec.LoadBalancerModel;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A resource that was sound once, as it was last. Confined to the fleet's thread. */
final class Resident {
  private LoadBalancer resource;
  private LoadBalancerModel model;
  private @Nullable ClusterBalancer balancer;

  Resident(LoadBalancer resource, LoadBalancerModel model) {
    this.resource = resource;
    this.model = model;
  }

  /** Both are states of one resource, not of another that came to its name. */
  boolean is(LoadBalancer other) {
    return resource.getMetadata().getUid().equals(other.getMetadata().getUid());
  }

  /** How the generation of its spec compares to another's: what was written here may be ahead. */
  int compareAge(LoadBalancer other) {
    return Long.compare(
        resource.getMetadata().getGeneration(), other.getMetadata().getGeneration());
  }

  /** From now on it is this, which is sound. */
  void become(LoadBalancer other, LoadBalancerModel sound) {
    resource = other;
    model = sound;
  }

  /** From now on it is this, which is not sound, or says the same as before. */
  void become(LoadBalancer other) {
    resource = other;
  }

  Claimant claimant() {
    ObjectMeta metadata = resource.getMetadata();
    return new Claimant(model, metadata.getCreationTimestamp(), metadata.getUid());
  }

  OptionalInt routerPort() {
    return port(resource);
  }

  static OptionalInt port(LoadBalancer resource) {
    LoadBalancerStatus status = resource.getStatus();
    return status == null || status.routerPort() == null
        ? OptionalInt.empty()
        : OptionalInt.of(status.routerPort());
  }

  /** Null until it is served. */
  @Nullable ClusterBalancer balancer() {
    return balancer;
  }

  void servedAs(ClusterBalancer served) {
    balancer = served;
  }
}

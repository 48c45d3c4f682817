package dev.ringmaster.cluster.slices;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A router that is about to end, until no slice sends anybody to it. */
final class Departure {
  private final String namespace;
  private final String pod;
  private final CompletableFuture<Boolean> left = new CompletableFuture<>();
  private boolean listed;

  /** Of this Pod. */
  Departure(String namespace, String pod) {
    this.namespace = namespace;
    this.pod = pod;
  }

  /** Whether it was listed at all; completes when it takes no new connections by any slice. */
  CompletableFuture<Boolean> left() {
    return left;
  }

  /** Looks at all slices that there are. */
  void look(Collection<EndpointSlice> slices) {
    List<Endpoint> own =
        slices.stream()
            .flatMap(slice -> slice.getEndpoints().stream())
            .filter(endpoint -> isOwn(endpoint.getTargetRef()))
            .toList();
    listed |= !own.isEmpty();
    // Absent means ready.
    if (own.stream()
        .allMatch(endpoint -> Boolean.FALSE.equals(endpoint.getConditions().getReady()))) {
      left.complete(listed);
    }
  }

  private boolean isOwn(ObjectReference target) {
    return namespace.equals(target.getNamespace()) && pod.equals(target.getName());
  }
}

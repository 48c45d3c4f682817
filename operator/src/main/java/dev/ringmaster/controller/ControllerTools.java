package dev.ringmaster.controller;

import dev.ringmaster.controller.belongings.Belongings;
import dev.ringmaster.controller.claim.Claims;
import dev.ringmaster.controller.story.EventWriter;
import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.pool.ReplicaPool;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What all balancers of a term share.
 *
 * @param wake has a balancer reconciled
 */
record ControllerTools(
    KubernetesClient client,
    Function<PodOwner, ReplicaPool> pools,
    Pods pods,
    Belongings.Seen belongings,
    RouterPorts ports,
    EventWriter events,
    Claims claims,
    SchemaCheck schema,
    Drains drains,
    LoadBalancerReconciler.Balancers balancers,
    Consumer<PodOwner> wake) {
  /** The watch on Pods. */
  @FunctionalInterface
  interface Pods {
    /** Those of a balancer, as far as the watch got. */
    Collection<Pod> of(PodOwner balancer);
  }
}

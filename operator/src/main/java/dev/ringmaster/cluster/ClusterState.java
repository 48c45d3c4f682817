package dev.ringmaster.cluster;

import dev.ringmaster.api.LoadBalancer;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** What the API server has, as far as is known here. Does not wait; safe for any thread. */
interface ClusterState {
  boolean synced();

  List<LoadBalancer> balancers();

  Optional<LoadBalancer> balancer(String namespace, String name);

  List<Pod> pods(String namespace, String balancer);

  boolean lost(String node);
}

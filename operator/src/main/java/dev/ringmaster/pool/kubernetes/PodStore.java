package dev.ringmaster.pool.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;

/** The port to whoever watches Pods. */
public interface PodStore {
  /** The Pods of the balancer, as far as the watch got. Does not wait. */
  Collection<Pod> pods();

  /** A node of this name is known to be out of reach. */
  boolean lost(String node);
}

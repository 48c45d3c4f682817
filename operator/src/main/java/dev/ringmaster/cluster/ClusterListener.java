package dev.ringmaster.cluster;

/** Hears what changes in the cluster. Called on the watches' threads: must return at once. */
@FunctionalInterface
public interface ClusterListener {
  /** The balancer, one of its Pods or a node of theirs changed, or it is gone. */
  void balancer(String namespace, String name);
}

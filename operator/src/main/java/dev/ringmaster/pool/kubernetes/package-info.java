/**
 * Replicas as Pods, which a balancer owns itself, without a StatefulSet between. It neither watches
 * nor plans: it is shown the Pods and told what to do. The door is {@link
 * dev.ringmaster.pool.kubernetes.KubernetesReplicaPool}.
 */
@NullMarked
package dev.ringmaster.pool.kubernetes;

import org.jspecify.annotations.NullMarked;

/**
 * The Pods of one balancer as a router knows them: who of them takes requests, by what their
 * kubelets say and what requests meet. It watches nothing and changes nothing in the cluster. The
 * door is {@link dev.ringmaster.cluster.pods.PodRoster}.
 */
@NullMarked
package dev.ringmaster.cluster.pods;

import org.jspecify.annotations.NullMarked;

/**
 * What every replica of the operator knows of the cluster, and the routing tables that follow:
 * leader or not, and also while the API server is away. It decides on no Pod; what people want
 * otherwise it writes into the resource. The door is {@link dev.ringmaster.cluster.ClusterFleet}.
 */
@NullMarked
package dev.ringmaster.cluster;

import org.jspecify.annotations.NullMarked;

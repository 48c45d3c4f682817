/**
 * The sample workload: a small HTTP server that says who it is. It knows nothing of Ringmaster,
 * which shows that any HTTP server can be a replica. The door is {@link
 * dev.ringmaster.replica.ReplicaMain}, which documents its settings and paths.
 */
@NullMarked
package dev.ringmaster.replica;

import org.jspecify.annotations.NullMarked;

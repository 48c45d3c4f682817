/**
 * What a replica is, and the port to what runs replicas. It decides nothing (that is {@code
 * pool.loop}) and runs nothing (that are the drivers, one package each below this one). The door is
 * {@link dev.ringmaster.pool.ReplicaPool}.
 */
@NullMarked
package dev.ringmaster.pool;

import org.jspecify.annotations.NullMarked;

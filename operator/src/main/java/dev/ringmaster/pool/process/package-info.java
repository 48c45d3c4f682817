/**
 * Runs replicas as child processes of this one. It decides neither how many there are nor where
 * requests go, and it never waits for a child. The door is {@link
 * dev.ringmaster.pool.process.ProcessReplicaPool}.
 */
@NullMarked
package dev.ringmaster.pool.process;

import org.jspecify.annotations.NullMarked;

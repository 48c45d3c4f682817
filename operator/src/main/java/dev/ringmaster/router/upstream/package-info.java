/**
 * Connections to replicas: opened, kept by incarnation, and each reading one response after the
 * other. It knows no clients and decides neither who gets a request nor whether it is tried again.
 * The door is {@link dev.ringmaster.router.upstream.ReplicaPools}.
 */
@NullMarked
package dev.ringmaster.router.upstream;

import org.jspecify.annotations.NullMarked;

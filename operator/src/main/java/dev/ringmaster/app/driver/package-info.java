/**
 * What can run the replicas of a balancer outside Kubernetes, and what each of them needs: child
 * processes, or containers of a Docker engine. It starts no replica itself (that are the pools).
 * The door is {@link dev.ringmaster.app.driver.DriverKind}.
 */
@NullMarked
package dev.ringmaster.app.driver;

import org.jspecify.annotations.NullMarked;

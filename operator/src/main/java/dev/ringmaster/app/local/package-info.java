/**
 * Balancers outside Kubernetes: each joins its pool, its health and its routing table, and they
 * come, change and go with their manifests. It is wiring with a life of its own; the rules stand in
 * the core and the mode (processes, addresses) is handed in. The doors are {@link
 * dev.ringmaster.app.local.Fleet} and {@link dev.ringmaster.app.local.LocalBalancer}.
 */
@NullMarked
package dev.ringmaster.app.local;

import org.jspecify.annotations.NullMarked;

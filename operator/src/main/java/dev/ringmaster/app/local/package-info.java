/**
 * A balancer outside Kubernetes: joins its pool, its health and its routing table, and follows its
 * manifest. It is wiring with a life of its own; the rules stand in the core and the mode
 * (processes, addresses) is handed in. The door is {@link dev.ringmaster.app.local.LocalBalancer}.
 */
@NullMarked
package dev.ringmaster.app.local;

import org.jspecify.annotations.NullMarked;

/**
 * What a balancer outside Kubernetes remembers: the desired state, spent names, the children to be
 * adopted. It decides nothing and starts nothing; how bytes get to the disk is {@code state}'s
 * affair. The door is {@link dev.ringmaster.app.state.BalancerStore}.
 */
@NullMarked
package dev.ringmaster.app.state;

import org.jspecify.annotations.NullMarked;

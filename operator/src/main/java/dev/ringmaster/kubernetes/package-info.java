/**
 * What the objects of a Kubernetes cluster mean to us: a LoadBalancer's model, the replica that a
 * Pod is, what an API server's refusal says. It watches and decides nothing. The door is {@link
 * dev.ringmaster.kubernetes.ModelReader}.
 */
@NullMarked
package dev.ringmaster.kubernetes;

import org.jspecify.annotations.NullMarked;

/**
 * Nodes for tests: what a scheduler and a kubelet do to a Pod, with processes of this machine in
 * the place of containers. It knows nothing of our own resource, and isolates nothing. The door is
 * {@link dev.ringmaster.testing.kubernetes.kubelet.LoopbackKubelet}.
 */
@NullMarked
package dev.ringmaster.testing.kubernetes.kubelet;

import org.jspecify.annotations.NullMarked;

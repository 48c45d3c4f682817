/**
 * A real control plane of Kubernetes for tests: etcd, API server and controllers on loopback, with
 * what tells a test what happened there. It has no nodes (those are in {@code kubelet}), and it
 * knows nothing of our own resource. The door is {@link
 * dev.ringmaster.testing.kubernetes.RequiresApiServer}, which hands a test its {@link
 * dev.ringmaster.testing.kubernetes.ControlPlane} and {@link
 * dev.ringmaster.testing.kubernetes.TestNamespace}.
 */
@NullMarked
package dev.ringmaster.testing.kubernetes;

import org.jspecify.annotations.NullMarked;

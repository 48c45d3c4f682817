/**
 * What users apply and what they read, tried on a real API server: {@code crds/}, {@code deploy/},
 * {@code examples/} and the page about Kubernetes. Nothing here knows how the operator works
 * inside; it is run as its Pod would run it. The door is {@link
 * dev.ringmaster.deploy.Installation}.
 */
@NullMarked
package dev.ringmaster.deploy;

import org.jspecify.annotations.NullMarked;

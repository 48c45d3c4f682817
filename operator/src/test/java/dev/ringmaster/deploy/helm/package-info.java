/**
 * The Helm chart, rendered, installed, upgraded and taken away by Helm itself, as a library.
 * Nothing here knows a {@code helm} program, or what the operator does inside. The door is {@link
 * dev.ringmaster.deploy.helm.Chart}.
 */
@NullMarked
package dev.ringmaster.deploy.helm;

import org.jspecify.annotations.NullMarked;

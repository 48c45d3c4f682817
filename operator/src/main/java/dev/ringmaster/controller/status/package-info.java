/**
 * What the status of a LoadBalancer says: members, conditions, what must be remembered. It is pure
 * but for the objects it reads and makes, and writes nothing. The door is {@link
 * dev.ringmaster.controller.status.StatusComposer}.
 */
@NullMarked
package dev.ringmaster.controller.status;

import org.jspecify.annotations.NullMarked;

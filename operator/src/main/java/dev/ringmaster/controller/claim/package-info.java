/**
 * Which operator a balancer is reconciled by, where several look after the same namespace. It
 * writes nothing: a claim is made with the status. The door is {@link
 * dev.ringmaster.controller.claim.Claims}.
 */
@NullMarked
package dev.ringmaster.controller.claim;

import org.jspecify.annotations.NullMarked;

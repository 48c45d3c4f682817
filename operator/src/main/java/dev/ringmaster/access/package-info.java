/**
 * Who may do what by the admin port: the port to whoever knows users and their rights, in the words
 * of Kubernetes. It decides nothing itself and knows no HTTP. The door is {@link
 * dev.ringmaster.access.AdminAccess}.
 */
@NullMarked
package dev.ringmaster.access;

import org.jspecify.annotations.NullMarked;

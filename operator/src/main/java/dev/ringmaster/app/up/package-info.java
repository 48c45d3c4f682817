/**
 * {@code ringmaster up}: wires the rooms for one machine, and talks to the person at the terminal.
 * It decides nothing about replicas or requests. The door is {@link
 * dev.ringmaster.app.up.UpCommand}.
 */
@NullMarked
package dev.ringmaster.app.up;

import org.jspecify.annotations.NullMarked;

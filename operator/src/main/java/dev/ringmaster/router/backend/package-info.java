/**
 * What a balancer is to the data plane: its names, its dispatcher, and the calls that it answers
 * itself. It listens nowhere and moves no bytes. The door is {@link
 * dev.ringmaster.router.backend.Backend}.
 */
@NullMarked
package dev.ringmaster.router.backend;

import org.jspecify.annotations.NullMarked;

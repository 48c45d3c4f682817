/**
 * Keeps the desired replicas alive: observes, plans, executes, one step at a time. It starts
 * nothing itself, reads no clock and has no thread; the mode that it runs in hands all of these in.
 * The door is {@link dev.ringmaster.pool.loop.PoolLoop}.
 */
@NullMarked
package dev.ringmaster.pool.loop;

import org.jspecify.annotations.NullMarked;

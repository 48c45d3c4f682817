/**
 * Talks to a balancer as its clients do: the classic calls, and load that never retries. It does
 * not know what the answers are wanted for. The doors are {@link
 * dev.ringmaster.app.analyze.client.Balancer} and {@link
 * dev.ringmaster.app.analyze.client.ClosedLoop}.
 */
@NullMarked
package dev.ringmaster.app.analyze.client;

import org.jspecify.annotations.NullMarked;

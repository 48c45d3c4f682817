/**
 * Decides which replica a request goes to: its key, its place on the ring, the walk past replicas
 * that can't take it, retries. It moves no byte and opens no connection; the data plane asks it and
 * tells it the outcome. The door is {@link dev.ringmaster.routing.Dispatcher}.
 */
@NullMarked
package dev.ringmaster.routing;

import org.jspecify.annotations.NullMarked;

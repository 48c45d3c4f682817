/**
 * Request and response heads: what routing reads of them, what crosses the router, and its own
 * error answers. It opens no connection and moves no body. The door is {@link
 * dev.ringmaster.router.head.ForwardedHead}.
 */
@NullMarked
package dev.ringmaster.router.head;

import org.jspecify.annotations.NullMarked;

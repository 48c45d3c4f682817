/**
 * Heads as they cross the router: targets taken apart, fields of one connection left out, what
 * tells of the client written anew, and the router's own answers. It reads from no connection and
 * chooses no replica. The door is {@link dev.ringmaster.router.head.HeadWriter}.
 */
@NullMarked
package dev.ringmaster.router.head;

import org.jspecify.annotations.NullMarked;

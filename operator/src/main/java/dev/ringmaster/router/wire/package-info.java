/**
 * HTTP/1.1 messages as bytes: heads parsed in place, and chunks told apart, strictly (RFC 9112).
 * What two readers could read differently is a defect; it opens no connection and decides nothing
 * about where a message goes. The door is {@link dev.ringmaster.router.wire.HeadParser}.
 */
@NullMarked
package dev.ringmaster.router.wire;

import org.jspecify.annotations.NullMarked;

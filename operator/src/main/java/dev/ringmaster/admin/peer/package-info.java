/**
 * Asks the admin port of another replica of the operator. It knows none of them and decides
 * nothing. The door is {@link dev.ringmaster.admin.peer.PeerClient}.
 */
@NullMarked
package dev.ringmaster.admin.peer;

import org.jspecify.annotations.NullMarked;

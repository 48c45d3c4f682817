/**
 * The folder in which a local balancer keeps what must outlive it. It holds files and a lock and
 * knows nothing of what they mean. The door is {@link dev.ringmaster.state.StateFolder}.
 */
@NullMarked
package dev.ringmaster.state;

import org.jspecify.annotations.NullMarked;

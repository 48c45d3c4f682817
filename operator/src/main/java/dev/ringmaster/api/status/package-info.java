/**
 * The status of the resource: what is, as the leader last saw it, and what must be remembered so
 * that no name is given twice. It is written by the leader alone, and nothing is decided here. The
 * door is {@link dev.ringmaster.api.status.LoadBalancerStatus}.
 */
@NullMarked
package dev.ringmaster.api.status;

import org.jspecify.annotations.NullMarked;

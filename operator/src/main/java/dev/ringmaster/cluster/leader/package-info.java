/**
 * Who of the operator's replicas reconciles, by a Lease. It knows nothing of what a leader does.
 * The door is {@link dev.ringmaster.cluster.leader.LeaderTerms}.
 */
@NullMarked
package dev.ringmaster.cluster.leader;

import org.jspecify.annotations.NullMarked;

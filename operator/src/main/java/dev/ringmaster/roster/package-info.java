/**
 * The replicas of one balancer as routing knows them: how they fare, what they carry, and the table
 * that follows, in every mode. It neither starts nor probes anybody: who does tells it. The door is
 * {@link dev.ringmaster.roster.Routes}.
 */
@NullMarked
package dev.ringmaster.roster;

import org.jspecify.annotations.NullMarked;

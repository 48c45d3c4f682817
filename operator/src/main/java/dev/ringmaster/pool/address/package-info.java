/**
 * Replicas that somebody else runs, known by their addresses. It starts and stops nothing, it only
 * says where they are. The door is {@link dev.ringmaster.pool.address.AddressPool}.
 */
@NullMarked
package dev.ringmaster.pool.address;

import org.jspecify.annotations.NullMarked;

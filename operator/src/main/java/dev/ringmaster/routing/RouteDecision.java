package dev.ringmaster.routing;

import dev.ringmaster.load.Lease;

/**
 * Where a request goes, and the right to go there.
 *
 * @param endpoint the replica
 * @param lease to be closed when the try ends, however it ends
 * @param hops endpoints passed over on the walk
 * @param reason why this one
 */
public record RouteDecision(Endpoint endpoint, Lease lease, int hops, Reason reason) {
  /** Why a request went where it went. */
  public enum Reason {
    OWNER,
    /** The key's owner takes no requests now. */
    OWNER_OUT,
    /** The key's owner has as many in flight as the bound allows. */
    OWNER_FULL,
    /** A try before this one failed. */
    RETRY
  }
}

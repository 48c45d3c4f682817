package dev.ringmaster.health;

/** Where a replica stands in the router's eyes. */
public enum HealthState {
  /** Started, never yet answered a probe. */
  STARTING,
  HEALTHY,
  /** Failed lately, not often enough to be taken out: still routed to. */
  SUSPECT,
  /** Taken out; probes that succeed bring it back. */
  EJECTED,
  /** Finishes what it has, gets nothing new. */
  DRAINING,
  /** Ended; nothing brings it back. */
  GONE
}

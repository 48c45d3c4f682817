package dev.ringmaster.health;

/** What happened to a replica. */
public enum HealthEvent {
  PROBE_OK,
  /** A probe timed out or was answered badly. */
  PROBE_FAILED,
  /** Nobody listens there: a probe's or a request's connection was refused. */
  REFUSED,
  /** Its runtime, which probes it, says that it takes no requests. */
  UNREADY,
  /** A request waited in vain for the first byte of its response. */
  RESPONSE_TIMEOUT,
  /** A connection broke, or an answer was no HTTP. */
  REQUEST_FAILED,
  DRAIN_ASKED,
  EXITED
}

package dev.ringmaster.routing;

/**
 * An endpoint and whether it may be routed to.
 *
 * @param verdict what health says of it
 */
public record Candidate(Endpoint endpoint, Verdict verdict) {
  /** What health says of an endpoint. */
  public enum Verdict {
    ROUTABLE,
    /** Looks dead by failed probes or responses alone. */
    SUSPECTED_DEAD,
    /** Starting, refused, exited. */
    OUT
  }
}

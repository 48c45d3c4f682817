package dev.ringmaster.health;

/**
 * The rules by which a replica's health changes: a pure function of what was, what happened and
 * when.
 *
 * <p>Implementation notes. Passive evidence takes a replica out faster than probes do, because the
 * next request would meet the same end: a refused connection or one response that never came ejects
 * at once, a broken connection counts as one failure (a replica may hang up on a single bad
 * request). Only probes bring a replica back, so that no live request is spent on finding out. The
 * latest evidence decides whether an ejected replica is known to be gone or only looks dead.
 * DRAINING ends only with GONE, and GONE never.
 */
public final class HealthMachine {
  private final HealthPolicy policy;

  public HealthMachine(HealthPolicy policy) {
    this.policy = policy;
  }

  /**
   * The health after an event.
   *
   * @param now nanoseconds of the caller's clock
   */
  public Health next(Health health, HealthEvent event, long now) {
    if (health.state() == HealthState.GONE) {
      return health;
    }
    return switch (event) {
      case EXITED -> health.counting(health.failures(), 0, true).to(HealthState.GONE, now);
      case DRAIN_ASKED -> health.to(HealthState.DRAINING, now);
      case PROBE_OK -> succeeded(health, now);
      case PROBE_FAILED, REQUEST_FAILED -> failed(health, policy.unhealthyAfter(), false, now);
      case RESPONSE_TIMEOUT -> failed(health, 1, false, now);
      case REFUSED, UNREADY -> failed(health, 1, true, now);
    };
  }

  private Health succeeded(Health health, long now) {
    int successes = health.successes() + 1;
    return switch (health.state()) {
      case STARTING, EJECTED ->
          successes >= policy.healthyAfter()
              ? health.counting(0, 0, false).to(HealthState.HEALTHY, now)
              : health.counting(0, successes, false);
      case SUSPECT -> health.counting(0, 0, false).to(HealthState.HEALTHY, now);
      case HEALTHY, DRAINING, GONE -> health;
    };
  }

  private static Health failed(Health health, int limit, boolean gone, long now) {
    Health counted = health.counting(health.failures() + 1, 0, gone);
    return switch (health.state()) {
      case HEALTHY, SUSPECT ->
          counted.to(counted.failures() >= limit ? HealthState.EJECTED : HealthState.SUSPECT, now);
      case STARTING, EJECTED -> counted;
      case DRAINING, GONE -> health;
    };
  }
}

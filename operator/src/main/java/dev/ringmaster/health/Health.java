package dev.ringmaster.health;

/**
 * A replica's health at one instant.
 *
 * @param state where it stands
 * @param knownGone the evidence against it is certain (refused, exited), not a guess from failures:
 *     panic mode routes to the guessed ones, never to these
 * @param failures in a row
 * @param successes in a row since it was not healthy
 * @param since when the state was entered, in nanoseconds of the caller's clock
 */
public record Health(
    HealthState state, boolean knownGone, int failures, int successes, long since) {
  /** A replica that was just started. */
  public static Health starting(long now) {
    return new Health(HealthState.STARTING, false, 0, 0, now);
  }

  /** New requests may go there. */
  public boolean routable() {
    return state == HealthState.HEALTHY || state == HealthState.SUSPECT;
  }

  /** Out by failed probes or responses alone: it may well be the prober who is ill. */
  public boolean suspectedDead() {
    return state == HealthState.EJECTED && !knownGone;
  }

  Health to(HealthState next, long now) {
    return new Health(next, knownGone, failures, successes, next == state ? since : now);
  }

  Health counting(int newFailures, int newSuccesses, boolean gone) {
    return new Health(state, gone, newFailures, newSuccesses, since);
  }
}

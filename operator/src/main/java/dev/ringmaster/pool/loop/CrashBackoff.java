package dev.ringmaster.pool.loop;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long an ordinal waits before its next start: not at all after a replica that had served, then
 * one second, doubling to a minute, with jitter so that neighbours do not start in step.
 *
 * @param crashes in a row
 */
record CrashBackoff(int crashes) {
  static final CrashBackoff NONE = new CrashBackoff(0);

  /** Who served for so long has shown that it can: its crash is the first again. */
  private static final long PROVEN = Duration.ofSeconds(2).toNanos();

  private static final long FIRST = Duration.ofSeconds(1).toNanos();
  private static final int MAX_DOUBLINGS = 6;

  private static final double JITTER = 0.1;

  /**
   * After one more crash.
   *
   * @param served nanoseconds from its first good probe to its end, negative if there was none
   */
  CrashBackoff after(long served) {
    if (served >= PROVEN) {
      return new CrashBackoff(0);
    }
    return new CrashBackoff(served >= 0 ? crashes + 1 : Math.max(2, crashes + 1));
  }

  /** Nanoseconds to wait. */
  long delay(RandomGenerator random) {
    if (crashes <= 1) {
      return 0;
    }
    long full = Math.min(FIRST << Math.min(crashes - 2, MAX_DOUBLINGS), 60 * FIRST);
    return (long) (full * (1 + JITTER * (2 * random.nextDouble() - 1)));
  }
}

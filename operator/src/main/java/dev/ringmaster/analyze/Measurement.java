package dev.ringmaster.analyze;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many requests to a number of replicas.
 *
 * @param n the number of replicas
 * @param spread the replies that were right
 * @param failed requests without a reply, or with another than expected
 * @param failures what happened to the first of those
 * @param check against the oracle; null where there is none
 * @param outlier what was measured first and fell outside of the oracle's bound, if it did. One in
 *     a hundred healthy measurements does; two in a row are a defect.
 */
public record Measurement(
    int n,
    Spread spread,
    long failed,
    List<String> failures,
    Duration elapsed,
    Oracle.@Nullable Check check,
    @Nullable Measurement outlier) {
  public Measurement {
    failures = List.copyOf(failures);
  }

  /** A first measurement that is not held against an oracle. */
  public static Measurement of(
      Spread spread, int n, long failed, List<String> failures, Duration elapsed) {
    return new Measurement(n, spread, failed, failures, elapsed, null, null);
  }

  /** The same, held against the oracle. */
  public Measurement checked(List<Double> shares) {
    return new Measurement(
        n, spread, failed, failures, elapsed, Oracle.check(spread, shares), outlier);
  }

  /** The same, measured again because of this. */
  public Measurement after(Measurement first) {
    return new Measurement(n, spread, failed, failures, elapsed, check, first);
  }

  /** Without an oracle, nothing is wrong. */
  public boolean passes() {
    return check == null || check.passes();
  }

  public long requests() {
    return spread.total() + failed;
  }

  public double requestsPerSecond() {
    return requests() * 1e9 / Math.max(1, elapsed.toNanos());
  }
}

package dev.ringmaster.analyze;

import dev.ringmaster.ring.ClassicRing;
import dev.ringmaster.ring.ClassicRing.Probing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the classic algorithm must do. A request's id is uniform over 900,000 numbers, so the share
 * of each server is known exactly: all ids are tried.
 */
public final class Oracle {
  private static final int FIRST_ID = 100_000;
  private static final int IDS = 900_000;

  /** In standard deviations. */
  private static final double BOUND = 3;

  /** The distance of what can't happen: a request for a server whose share is 0. */
  private static final double IMPOSSIBLE = 1e6;

  private Oracle() {}

  /** The probability of each of the ordinals 0 to n - 1. */
  public static List<Double> shares(int n, Probing probing) {
    ClassicRing ring = ClassicRing.of(IntStream.range(0, n).boxed().toList(), probing);
    int[] owned = new int[n];
    for (int id = FIRST_ID; id < FIRST_ID + IDS; id++) {
      owned[ring.owner(id)]++;
    }
    return IntStream.of(owned).mapToObj(ids -> (double) ids / IDS).toList();
  }

  /** Holds a spread, whose replicas are in the order of the shares, against them. */
  public static Check check(Spread spread, List<Double> shares) {
    if (spread.counts().size() != shares.size()) {
      throw new IllegalArgumentException(
          "%d replicas answered (expected: %d)".formatted(spread.counts().size(), shares.size()));
    }
    List<Double> expected = new ArrayList<>();
    List<Double> z = new ArrayList<>();
    for (int i = 0; i < shares.size(); i++) {
      double share = shares.get(i);
      double mean = spread.total() * share;
      expected.add(mean);
      z.add(z(spread.counts().get(i) - mean, Math.sqrt(mean * (1 - share))));
    }
    return new Check(expected, z);
  }

  private static double z(double distance, double sigma) {
    if (sigma > 0) {
      return distance / sigma;
    }
    return distance == 0 ? 0 : IMPOSSIBLE;
  }

  /**
   * A comparison. A count is binomial: {@code n} requests, each with probability {@code p}.
   *
   * @param expected the mean of each count, {@code n p}
   * @param z the distance of each count from it, in {@code sqrt(n p (1 - p))}
   */
  public record Check(List<Double> expected, List<Double> z) {
    public Check {
      expected = List.copyOf(expected);
      z = List.copyOf(z);
    }

    /** Each count is within three standard deviations. */
    public boolean passes() {
      return worst() <= BOUND;
    }

    /** The greatest distance, either way. */
    public double worst() {
      return z.stream().mapToDouble(Math::abs).max().orElse(0);
    }
  }
}

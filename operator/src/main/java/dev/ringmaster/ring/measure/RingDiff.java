package dev.ringmaster.ring.measure;

import dev.ringmaster.ring.Ring;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What changes owner between two rings.
 *
 * @param moves every pair of ordinals between which keys move, by {@code from}, then {@code to};
 *     empty where both rings map alike
 * @param before how the first ring spreads the keys
 * @param after how the second does
 * @param minimum the share that would move between rings without any unevenness: what newcomers and
 *     heavier ordinals must get by their fair shares
 * @param basis which keys these are, and how exact the shares
 */
public record RingDiff(
    List<Move> moves, RingBalance before, RingBalance after, double minimum, Basis basis) {
  public RingDiff {
    moves = List.copyOf(moves);
  }

  /**
   * A share of all keys that goes from one ordinal to another.
   *
   * @param from the owner before, {@link Ring#NOBODY} where the ring was empty
   * @param to the owner after, {@link Ring#NOBODY} where the ring is empty now
   * @param share above 0 and at most 1
   */
  public record Move(int from, int to, double share) {}

  /** The share of all keys that change their owner, 0 to 1. */
  public double moved() {
    return moves.stream().mapToDouble(Move::share).sum();
  }

  /** Compares two rings, which may differ in everything, over all keys that there can be. */
  public static RingDiff between(Ring before, Ring after) {
    return new Sweep(before, after).diff();
  }

  static double minimum(Ring before, Ring after) {
    SortedMap<Integer, Double> had = RingBalance.fairShares(before);
    SortedMap<Integer, Double> gets = new TreeMap<>(RingBalance.fairShares(after));
    gets.replaceAll((owner, share) -> Math.max(0, share - had.getOrDefault(owner, 0.0)));
    return gets.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}

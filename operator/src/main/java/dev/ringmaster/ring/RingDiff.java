package dev.ringmaster.ring;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * What changes owner between two rings, measured along the whole hash space and not by sampling
 * keys: each share is exact but for the rounding of points to multiples of 2^-53.
 *
 * @param moves every pair of ordinals between which keys move, by {@code from}, then {@code to};
 *     empty where both rings map alike
 */
public record RingDiff(List<Move> moves) {
  public RingDiff {
    moves = List.copyOf(moves);
  }

  /**
   * A share of the hash space that goes from one ordinal to another.
   *
   * @param from the owner before, {@link Ring#NOBODY} where the ring was empty
   * @param to the owner after, {@link Ring#NOBODY} where the ring is empty now
   * @param share of the whole hash space, above 0 and at most 1
   */
  public record Move(int from, int to, double share) {}

  private record Pair(int from, int to) {}

  /** The share of all keys that change their owner, 0 to 1. */
  public double moved() {
    return moves.stream().mapToDouble(Move::share).sum();
  }

  /** Compares two rings, which may differ in everything. */
  public static RingDiff between(HashRing before, HashRing after) {
    TreeMap<Pair, Long> units =
        new TreeMap<>(Comparator.comparingInt(Pair::from).thenComparingInt(Pair::to));
    PointTable old = before.table();
    PointTable now = after.table();
    long position = 0;
    int i = 0;
    int j = 0;
    while (position < PointTable.WHOLE) {
      long end = Math.min(old.position(i), now.position(j));
      Pair pair = new Pair(owner(old, i), owner(now, j));
      if (pair.from() != pair.to() && end > position) {
        units.merge(pair, end - position, Long::sum);
      }
      position = end;
      i = skip(old, i, end);
      j = skip(now, j, end);
    }
    return new RingDiff(
        units.entrySet().stream()
            .map(e -> new Move(e.getKey().from(), e.getKey().to(), share(e.getValue())))
            .toList());
  }

  private static int owner(PointTable table, int place) {
    return table.size() == 0 ? Ring.NOBODY : table.owner(place);
  }

  private static int skip(PointTable table, int place, long end) {
    int next = place;
    while (next < table.size() && table.position(next) == end) {
      next++;
    }
    return next;
  }

  private static double share(long units) {
    return (double) units / PointTable.WHOLE;
  }
}

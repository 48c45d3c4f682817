package dev.ringmaster.ring.measure;

import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.measure.RingDiff.Move;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts who owns keys before and after. It keeps one number per pair of ordinals, 8 MB for 1,000
 * replicas, however many keys there are. Not thread-safe.
 */
public final class Tally {
  private final Ring before;
  private final Ring after;
  private final int[] from;
  private final int[] to;

  /** Row by row, nobody first. Whole numbers up to 2^53 in all, or shares. */
  private final double[] cells;

  private long keys;

  /** Nothing is counted yet. */
  public Tally(Ring before, Ring after) {
    this.before = before;
    this.after = after;
    from = withNobody(before.ordinals());
    to = withNobody(after.ordinals());
    cells = new double[from.length * to.length];
  }

  private static int[] withNobody(int[] ordinals) {
    int[] owners = new int[ordinals.length + 1];
    owners[0] = Ring.NOBODY;
    System.arraycopy(ordinals, 0, owners, 1, ordinals.length);
    return owners;
  }

  /** Counts a key by its hash; one that is added again counts again. */
  public void add(long hash) {
    add(before.owner(hash), after.owner(hash), 1);
    keys++;
  }

  void add(int owner, int next, double weight) {
    cells[place(from, owner) * to.length + place(to, next)] += weight;
  }

  private static int place(int[] owners, int owner) {
    // Ordinals without a gap stand at their own place.
    return owner + 1 < owners.length && owners[owner + 1] == owner
        ? owner + 1
        : Arrays.binarySearch(owners, owner);
  }

  /** How many keys were counted. */
  public long keys() {
    return keys;
  }

  /** What became of the keys that were counted, at least one. */
  public RingDiff diff() {
    return diff(new Basis(Basis.Kind.KEYS, keys, 0));
  }

  RingDiff diff(Basis basis) {
    double total = total();
    List<Move> moves = new ArrayList<>();
    double[] owned = new double[from.length];
    double[] owning = new double[to.length];
    for (int row = 0; row < from.length; row++) {
      for (int column = 0; column < to.length; column++) {
        double weight = cells[row * to.length + column];
        owned[row] += weight;
        owning[column] += weight;
        if (weight > 0 && from[row] != to[column]) {
          moves.add(new Move(from[row], to[column], weight / total));
        }
      }
    }
    return new RingDiff(
        moves,
        RingBalance.of(before, shares(from, owned, total)),
        RingBalance.of(after, shares(to, owning, total)),
        RingDiff.minimum(before, after),
        basis);
  }

  private double total() {
    double total = 0;
    for (double weight : cells) {
      total += weight;
    }
    return total;
  }

  /** Nobody has none. */
  private static SortedMap<Integer, Double> shares(int[] owners, double[] weights, double total) {
    SortedMap<Integer, Double> shares = new TreeMap<>();
    for (int place = 1; place < owners.length; place++) {
      shares.put(owners[place], weights[place] / total);
    }
    return shares;
  }
}

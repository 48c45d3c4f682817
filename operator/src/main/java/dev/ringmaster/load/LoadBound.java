package dev.ringmaster.load;

/**
 * The bound of "consistent hashing with bounded loads" (Mirrokni, Thorup, Zadimoghaddam, 2016),
 * with weights: a replica takes a request while {@code own + 1 ≤ max(minimum, ceil(factor · weight
 * · (total + 1) / weights))}.
 *
 * @param factor c, at least 1: the load a replica may carry relative to its fair share
 * @param minimum the floor, so that an idle system never spills a key from its owner
 */
public record LoadBound(double factor, int minimum) {
  public static final int DEFAULT_MINIMUM = 4;

  public LoadBound {
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("factor: " + factor + " (expected: >= 1)");
    }
    if (minimum < 1) {
      throw new IllegalArgumentException("minimum: " + minimum + " (expected: >= 1)");
    }
  }

  /**
   * The most requests that a replica may have in flight.
   *
   * @param total requests in flight over all replicas, the one to be placed not counted
   * @param weight the replica's weight
   * @param weights the sum of the weights of all routable replicas
   */
  public long limit(long total, int weight, long weights) {
    return Math.max(minimum, (long) Math.ceil(factor * weight * (total + 1) / weights));
  }
}

package dev.ringmaster.pool.plan;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How far the replacement of old revisions is.
 *
 * @param updated ordinals with a replica of the wanted revision that has been ready for long enough
 * @param pending ordinals that are still to be replaced, or are being replaced
 * @param held ordinals of an old revision that are not to be replaced now: the rollout is paused,
 *     or they are below its partition
 * @param serving every ordinal has a replica of the wanted revision that is ready, however recently
 */
public record RolloutView(
    SortedSet<Integer> updated,
    SortedSet<Integer> pending,
    SortedSet<Integer> held,
    boolean serving) {
  public static final RolloutView NONE =
      new RolloutView(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), true);

  public RolloutView {
    updated = Collections.unmodifiableSortedSet(new TreeSet<>(updated));
    pending = Collections.unmodifiableSortedSet(new TreeSet<>(pending));
    held = Collections.unmodifiableSortedSet(new TreeSet<>(held));
  }

  /** Every ordinal has what is wanted. */
  public boolean complete() {
    return pending.isEmpty() && held.isEmpty();
  }
}

package dev.ringmaster.scale;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which ordinals a balancer wants: the first {@code replicas} of 0, 1, 2, … without the reserved
 * ones. A pure function of two small values, so that nobody needs to remember who was there.
 *
 * <p>Reserves above the highest live ordinal say nothing and are dropped by every change.
 *
 * @param replicas 0..{@link #MAX_REPLICAS}
 * @param reserve ordinals left out
 */
public record DesiredScale(int replicas, SortedSet<Integer> reserve) {
  public static final int MAX_REPLICAS = 1000;

  /** Bounds what the resource carries; whoever hits it scales down instead of picking victims. */
  public static final int MAX_RESERVE = 64;

  public DesiredScale {
    if (replicas < 0 || replicas > MAX_REPLICAS) {
      throw new IllegalArgumentException(
          "replicas: " + replicas + " (expected: 0.." + MAX_REPLICAS + ")");
    }
    reserve = Collections.unmodifiableSortedSet(new TreeSet<>(reserve));
  }

  /** The ordinals, ascending. */
  public SortedSet<Integer> ordinals() {
    SortedSet<Integer> ordinals = new TreeSet<>();
    for (int ordinal = 0; ordinals.size() < replicas; ordinal++) {
      if (!reserve.contains(ordinal)) {
        ordinals.add(ordinal);
      }
    }
    return ordinals;
  }

  /** So many, whatever there were: the highest go, reserves stay. */
  public DesiredScale resized(int count) {
    return trimmed(count, reserve);
  }

  /** As many more; reserved ordinals come back first, the lowest before the others. */
  public DesiredScale plus(int more) {
    SortedSet<Integer> left = new TreeSet<>(reserve);
    reserve.stream().limit(more).forEach(left::remove);
    return trimmed(replicas + more, left);
  }

  /**
   * Without these ordinals, which must be desired now; they are reserved where others stay above.
   */
  public DesiredScale minus(Collection<Integer> victims) {
    SortedSet<Integer> all = new TreeSet<>(reserve);
    all.addAll(victims);
    return trimmed(replicas - victims.size(), all);
  }

  private static DesiredScale trimmed(int replicas, SortedSet<Integer> reserve) {
    SortedSet<Integer> live = new DesiredScale(replicas, reserve).ordinals();
    return new DesiredScale(
        replicas, live.isEmpty() ? new TreeSet<>() : reserve.headSet(live.last()));
  }
}

package dev.ringmaster.ring;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Rings for tests, and the same rings built the slow and obvious way. */
public final class Rings {
  static final int VIRTUAL_NODES = 256;

  private Rings() {}

  /** The algorithms that place keys. */
  public enum Kind {
    RING,
    MAGLEV,
    RENDEZVOUS;

    /** A ring of this kind. */
    public Ring of(Map<Integer, Integer> weights, long seed) {
      return switch (this) {
        case RING -> HashRing.of(weights, VIRTUAL_NODES, seed);
        case MAGLEV -> MaglevRing.of(weights, seed);
        case RENDEZVOUS -> RendezvousRing.of(weights, seed);
      };
    }
  }

  /** Ordinals 0 to {@code replicas - 1} of weight 1, 256 points each. */
  public static HashRing even(int replicas, long seed) {
    return HashRing.of(weights(replicas), VIRTUAL_NODES, seed);
  }

  /** Ordinals 0 to {@code replicas - 1} of weight 1. */
  public static SortedMap<Integer, Integer> weights(int replicas) {
    SortedMap<Integer, Integer> weights = new TreeMap<>();
    IntStream.range(0, replicas).forEach(ordinal -> weights.put(ordinal, 1));
    return weights;
  }

  /** A ring of given points instead of hashed ones. */
  public static HashRing ofPoints(long[] points, int... owners) {
    SortedMap<Integer, Integer> weights = new TreeMap<>();
    char[] ordinals = new char[owners.length];
    for (int n = 0; n < owners.length; n++) {
      weights.put(owners[n], 1);
      ordinals[n] = (char) owners[n];
    }
    return new HashRing(weights, 0, new PointTable(points, ordinals));
  }

  /** Random hashes. */
  public static LongStream hashes(long seed, int count) {
    return new SplittableRandom(seed).longs(count);
  }

  /** The points in unsigned order with their owners. */
  static NavigableMap<Long, Integer> naive(
      SortedMap<Integer, Integer> weights, int nodes, long seed) {
    NavigableMap<Long, Integer> points = new TreeMap<>(Long::compareUnsigned);
    weights.forEach((ordinal, weight) -> {
      for (int index = 0; index < nodes * weight; index++) {
        points.putIfAbsent(XxHash3.point(seed, ordinal, index), ordinal);
      }
    });
    return points;
  }

  static int naiveOwner(NavigableMap<Long, Integer> points, long hash) {
    Map.Entry<Long, Integer> entry = points.ceilingEntry(hash);
    return entry == null ? points.firstEntry().getValue() : entry.getValue();
  }

  static List<Integer> naiveWalk(NavigableMap<Long, Integer> points, long hash) {
    Set<Integer> owners = new LinkedHashSet<>(points.tailMap(hash, true).values());
    owners.addAll(points.values());
    return new ArrayList<>(owners);
  }

  /** All that a walk gives until it ends, and a few tries after its end. */
  static List<Integer> drained(RingWalk walk) {
    List<Integer> owners = new ArrayList<>();
    int tries = 0;
    for (int owner = walk.next(); owner != Ring.NOBODY && tries < 100_000; owner = walk.next()) {
      owners.add(owner);
      tries++;
    }
    if (walk.next() != Ring.NOBODY) {
      throw new AssertionError("the walk went on after its end");
    }
    return owners;
  }
}

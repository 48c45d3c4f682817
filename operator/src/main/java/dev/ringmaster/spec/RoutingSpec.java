package dev.ringmaster.spec;

import dev.ringmaster.load.LoadBound;
import dev.ringmaster.ring.ClassicRing;
import dev.ringmaster.ring.ClassicRing.Probing;
import dev.ringmaster.ring.HashRing;
import dev.ringmaster.ring.MaglevRing;
import dev.ringmaster.ring.RendezvousRing;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.routing.RetryPolicy;
import dev.ringmaster.routing.Timeouts;
import dev.ringmaster.routing.key.KeySource;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How requests find their replica.
 *
 * @param hosts in lower case, beside the balancer's own names
 * @param probing what a taken slot leads to; counts for {@link Algorithm#CLASSIC} only
 * @param virtualNodes points on the ring of a replica of weight 1; counts for {@link
 *     Algorithm#RING} only
 * @param seed of where ordinals lie; {@link Algorithm#CLASSIC} has none
 * @param weights by ordinal; 1 where none is given; {@link Algorithm#CLASSIC} has none
 * @param keys in order: the first that yields a value wins; never empty
 * @param boundedLoad null: off
 * @param classic whether the data port answers the classic API
 */
public record RoutingSpec(
    List<String> hosts,
    Algorithm algorithm,
    ClassicProbing probing,
    int virtualNodes,
    long seed,
    SortedMap<Integer, Integer> weights,
    List<KeySource> keys,
    @Nullable LoadBound boundedLoad,
    RetryPolicy retries,
    Timeouts timeouts,
    boolean classic) {
  /** The most points of a replica of weight 1. */
  public static final int MAX_VIRTUAL_NODES = 4096;

  /** The heaviest that a replica can be. */
  public static final int MAX_WEIGHT = 100;

  /** Who decides which replica owns a key. */
  public enum Algorithm {
    RING("Ring"),
    MAGLEV("Maglev"),
    RENDEZVOUS("Rendezvous"),
    CLASSIC("Classic");

    private final String word;

    Algorithm(String word) {
      this.word = word;
    }

    /** As manifests have it. */
    @Override
    public String toString() {
      return word;
    }
  }

  /** Where the classic algorithm looks on from a slot that is taken. */
  public enum ClassicProbing {
    LINEAR,
    QUADRATIC
  }

  public RoutingSpec {
    hosts = List.copyOf(hosts);
    weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    keys = List.copyOf(keys);
  }

  /** The same, but for what places keys. */
  public RoutingSpec placedBy(
      Algorithm algorithm, int virtualNodes, SortedMap<Integer, Integer> weights) {
    return new RoutingSpec(
        hosts,
        algorithm,
        probing,
        virtualNodes,
        seed,
        weights,
        keys,
        boundedLoad,
        retries,
        timeouts,
        classic);
  }

  /** The same under other hosts. */
  public RoutingSpec reachedBy(List<String> others) {
    return new RoutingSpec(
        others,
        algorithm,
        probing,
        virtualNodes,
        seed,
        weights,
        keys,
        boundedLoad,
        retries,
        timeouts,
        classic);
  }

  /** The ring of these ordinals, which must be none too many. */
  public Ring ring(SortedSet<Integer> ordinals) {
    return switch (algorithm) {
      case RING -> HashRing.of(weights(ordinals), virtualNodes, seed);
      case MAGLEV -> MaglevRing.of(weights(ordinals), seed);
      case RENDEZVOUS -> RendezvousRing.of(weights(ordinals), seed);
      case CLASSIC ->
          ClassicRing.of(
              ordinals, probing == ClassicProbing.LINEAR ? Probing.LINEAR : Probing.QUADRATIC);
    };
  }

  private SortedMap<Integer, Integer> weights(Collection<Integer> ordinals) {
    SortedMap<Integer, Integer> all = new TreeMap<>();
    ordinals.forEach(ordinal -> all.put(ordinal, weight(ordinal)));
    return all;
  }

  /** What would have to be instead, where a ring has no room for these ordinals. */
  public Optional<String> refusal(Collection<Integer> ordinals) {
    if (algorithm == Algorithm.CLASSIC && ordinals.size() > ClassicRing.MAX_REPLICAS) {
      return Optional.of("at most " + ClassicRing.MAX_REPLICAS + " with algorithm Classic");
    }
    long points = points(ordinals);
    return points > HashRing.MAX_POINTS
        ? Optional.of(
            "fewer: virtualNodes times weights make "
                + points
                + " points, of "
                + HashRing.MAX_POINTS)
        : Optional.empty();
  }

  /** How many points a ring of these ordinals has; 0 where the algorithm has none. */
  public long points(Collection<Integer> ordinals) {
    return algorithm == Algorithm.RING
        ? ordinals.stream().mapToLong(ordinal -> (long) weight(ordinal) * virtualNodes).sum()
        : 0;
  }

  /** The weight of an ordinal. */
  public int weight(int ordinal) {
    return weights.getOrDefault(ordinal, 1);
  }
}

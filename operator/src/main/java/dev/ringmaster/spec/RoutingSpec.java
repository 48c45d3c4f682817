package dev.ringmaster.spec;

import dev.ringmaster.load.LoadBound;
import dev.ringmaster.routing.RetryPolicy;
import dev.ringmaster.routing.Timeouts;
import dev.ringmaster.routing.key.KeySource;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How requests find their replica.
 *
 * @param hosts in lower case, beside the balancer's own names
 * @param probing what a taken slot leads to; counts for {@link Algorithm#CLASSIC} only
 * @param virtualNodes points on the ring of a replica of weight 1
 * @param seed of the ring's points
 * @param weights by ordinal; 1 where none is given
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
  /** Who decides which replica owns a key. */
  public enum Algorithm {
    RING,
    CLASSIC
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

  /** How many points a ring of these ordinals has. */
  public long points(Collection<Integer> ordinals) {
    return ordinals.stream().mapToLong(ordinal -> (long) weight(ordinal) * virtualNodes).sum();
  }

  /** The weight of an ordinal. */
  public int weight(int ordinal) {
    return weights.getOrDefault(ordinal, 1);
  }
}

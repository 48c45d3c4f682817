package dev.ringmaster.routing;

import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.RingWalk;
import dev.ringmaster.routing.Candidate.Verdict;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that routing a request depends on, at one instant; immutable, replaced as a whole by
 * one reference. The ring holds every desired ordinal, also those that can't take requests now:
 * their keys visit the next on the walk and come home by themselves.
 */
public final class RoutingTable {
  private final long generation;
  private final Ring ring;
  private final @Nullable Endpoint[] byOrdinal;
  private final long weights;
  private final boolean panic;

  private RoutingTable(long generation, Ring ring, @Nullable Endpoint[] byOrdinal, boolean panic) {
    this.generation = generation;
    this.ring = ring;
    this.byOrdinal = byOrdinal;
    this.panic = panic;
    weights = routable().stream().mapToLong(Endpoint::weight).sum();
  }

  /**
   * The table of these candidates. When more than half of the ring's ordinals look dead by failed
   * probes or responses alone, the prober is the likelier patient: those are then routed to (panic
   * mode, as Envoy has it).
   *
   * @param candidates at most one an ordinal; those off the ring take nothing
   */
  public static RoutingTable of(long generation, Ring ring, Collection<Candidate> candidates) {
    int[] ordinals = ring.ordinals();
    List<Candidate> placed =
        candidates.stream()
            .filter(c -> Arrays.binarySearch(ordinals, c.endpoint().ordinal()) >= 0)
            .toList();
    long suspected = placed.stream().filter(c -> c.verdict() == Verdict.SUSPECTED_DEAD).count();
    boolean panic = 2 * suspected > ordinals.length;
    int size = ordinals.length == 0 ? 0 : ordinals[ordinals.length - 1] + 1;
    @Nullable Endpoint[] byOrdinal = new Endpoint[size];
    for (Candidate candidate : placed) {
      if (candidate.verdict() == Verdict.ROUTABLE
          || (panic && candidate.verdict() == Verdict.SUSPECTED_DEAD)) {
        byOrdinal[candidate.endpoint().ordinal()] = candidate.endpoint();
      }
    }
    return new RoutingTable(generation, ring, byOrdinal, panic);
  }

  /** Rises with every table of a balancer. */
  public long generation() {
    return generation;
  }

  /** The ring over all desired ordinals. */
  public Ring ring() {
    return ring;
  }

  /** Ejection is ignored for now. */
  public boolean panic() {
    return panic;
  }

  /** The endpoints that take requests, in ordinal order. */
  public List<Endpoint> routable() {
    return Stream.of(byOrdinal).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
  }

  /** The sum of the weights of the routable endpoints. */
  long weights() {
    return weights;
  }

  /** The next endpoint of a walk that takes requests; null at its end. */
  @Nullable Endpoint next(RingWalk walk) {
    for (int ordinal = walk.next(); ordinal >= 0; ordinal = walk.next()) {
      Endpoint endpoint = ordinal < byOrdinal.length ? byOrdinal[ordinal] : null;
      if (endpoint != null) {
        return endpoint;
      }
    }
    return null;
  }
}

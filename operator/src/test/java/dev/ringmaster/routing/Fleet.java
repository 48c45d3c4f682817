package dev.ringmaster.routing;

import static java.util.Objects.requireNonNull;

import dev.ringmaster.load.InFlight;
import dev.ringmaster.load.Lease;
import dev.ringmaster.load.LoadBound;
import dev.ringmaster.ring.HashRing;
import dev.ringmaster.ring.RingWalk;
import dev.ringmaster.routing.Candidate.Verdict;
import dev.ringmaster.routing.key.KeyRule;
import dev.ringmaster.routing.key.KeySource;
import dev.ringmaster.testing.FakeHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Replicas 0 to n - 1 of a ring, each with a verdict that a test sets, and what is told of them.
 */
final class Fleet {
  static final String KEY = "x-key";

  final InFlight inFlight = new InFlight();
  final List<RouteFailure> failures = new ArrayList<>();
  private final Map<Integer, Candidate> candidates = new TreeMap<>();
  private final HashRing ring;
  private final Random random = new Random(1);
  private long generation;
  private RoutingTable table;

  Fleet(int replicas) {
    ring = ring(replicas);
    for (int ordinal = 0; ordinal < replicas; ordinal++) {
      candidates.put(ordinal, new Candidate(newEndpoint(ordinal, 1), Verdict.ROUTABLE));
    }
    table = publish();
  }

  static HashRing ring(int replicas) {
    Map<Integer, Integer> weights = new TreeMap<>();
    IntStream.range(0, replicas).forEach(ordinal -> weights.put(ordinal, 1));
    return HashRing.of(weights, 256, 0);
  }

  RoutingTable publish() {
    table = RoutingTable.of(++generation, ring, candidates.values());
    return table;
  }

  void verdict(int ordinal, Verdict verdict) {
    candidates.put(ordinal, new Candidate(endpoint(ordinal), verdict));
    publish();
  }

  /** The same ordinal again, as another incarnation. */
  void replace(int ordinal) {
    long next = endpoint(ordinal).incarnation() + 1;
    candidates.put(ordinal, new Candidate(newEndpoint(ordinal, next), Verdict.ROUTABLE));
    publish();
  }

  Endpoint endpoint(int ordinal) {
    return requireNonNull(candidates.get(ordinal)).endpoint();
  }

  /** Fills a replica up; the leases are the test's to close. */
  List<Lease> occupy(int ordinal, int requests) {
    return IntStream.range(0, requests)
        .mapToObj(i -> requireNonNull(endpoint(ordinal).load().admit()))
        .toList();
  }

  Dispatcher dispatcher(@Nullable LoadBound bound, RetryPolicy retries) {
    return new Dispatcher(
        () -> table,
        new KeyRule(List.of(new KeySource.Header(KEY))),
        bound,
        retries,
        (endpoint, failure) -> failures.add(failure));
  }

  Dispatch dispatch(Dispatcher dispatcher, String method, String key) {
    FakeHead head = new FakeHead(method, "/", null, List.of(KEY + ": " + key), "192.0.2.1");
    return dispatcher.dispatch(head, random, 1);
  }

  /** The ordinals of a key's walk, as the ring has them. */
  List<Integer> walk(long hash) {
    List<Integer> ordinals = new ArrayList<>();
    RingWalk walk = ring.walk(hash);
    for (int ordinal = walk.next(); ordinal >= 0; ordinal = walk.next()) {
      ordinals.add(ordinal);
    }
    return ordinals;
  }

  Endpoint newEndpoint(int ordinal, long incarnation) {
    return new Endpoint(
        ordinal, incarnation, "s" + ordinal, "127.0.0.1", 1, 1, inFlight.newReplica());
  }
}

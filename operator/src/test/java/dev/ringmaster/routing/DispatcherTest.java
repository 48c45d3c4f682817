package dev.ringmaster.routing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.load.Lease;
import dev.ringmaster.load.LoadBound;
import dev.ringmaster.ring.ClassicRing;
import dev.ringmaster.ring.ClassicRing.Probing;
import dev.ringmaster.routing.Candidate.Verdict;
import dev.ringmaster.testing.FakeHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherTest {
  private static final int KEYS = 10_000;
  private static final RetryPolicy TWICE = new RetryPolicy(2, 20);

  /** The product's promise: a key moves only when it must, and comes home. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10, 50})
  void death_movesOnlyTheKeysOfTheDead_andItsSuccessorGetsThemBack(int replicas) {
    Fleet fleet = new Fleet(replicas);
    int[] before = map(fleet);
    int victim = replicas / 2;
    fleet.verdict(victim, Verdict.OUT);
    int[] without = map(fleet);
    for (int key = 0; key < KEYS; key++) {
      if (before[key] == victim) {
        assertThat(without[key]).isNotEqualTo(victim);
      } else {
        assertThat(without[key]).isEqualTo(before[key]);
      }
    }
    fleet.replace(victim);
    assertThat(map(fleet)).isEqualTo(before);
    long moved = IntStream.of(before).filter(ordinal -> ordinal == victim).count();
    assertThat(moved).isBetween(KEYS / replicas / 2L, KEYS * 2L / replicas);
  }

  @Test
  void dispatch_readsTheTableOnceARequest() {
    Fleet fleet = new Fleet(3);
    Dispatcher dispatcher = fleet.dispatcher(null, TWICE);
    Dispatch old = fleet.dispatch(dispatcher, "GET", "k");
    int owner = fleet.walk(old.key().hash()).get(0);
    fleet.verdict(owner, Verdict.OUT);
    RouteDecision decision = requireNonNull(old.first());
    assertThat(decision.endpoint().ordinal()).isEqualTo(owner);
    decision.lease().close();
  }

  @Test
  void dispatch_withoutKeyRule_drawsAClassicRequestIdAndKnowsNoBound() {
    Fleet fleet = new Fleet(3);
    List<Candidate> candidates =
        IntStream.range(0, 3)
            .mapToObj(o -> new Candidate(fleet.endpoint(o), Verdict.ROUTABLE))
            .toList();
    ClassicRing ring = ClassicRing.of(List.of(0, 1, 2), Probing.LINEAR);
    RoutingTable table = RoutingTable.of(1, ring, candidates);
    Dispatcher dispatcher =
        new Dispatcher(() -> table, null, new LoadBound(1, 1), TWICE, (e, f) -> {});
    Random random = new Random(1);
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Dispatch dispatch = dispatcher.dispatch(FakeHead.get(), random, 1);
      assertThat(dispatch.key().hash()).isBetween(100_000L, 999_999L);
      RouteDecision decision = requireNonNull(dispatch.first());
      leases.add(decision.lease());
      assertThat(decision.endpoint().ordinal()).isEqualTo(ring.owner(dispatch.key().hash()));
    }
    leases.forEach(Lease::close);
  }

  /** With a bound, no replica ever has more than the formula allows, and nothing is refused. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void load_withBound_staysWithinIt(long seed) {
    Random random = new Random(seed);
    LoadBound bound = new LoadBound(1.25, 4);
    Fleet fleet = new Fleet(7);
    Dispatcher dispatcher = fleet.dispatcher(bound, TWICE);
    List<Lease> open = new ArrayList<>();
    for (int step = 0; step < 5_000; step++) {
      if (random.nextInt(100) < 40 && !open.isEmpty()) {
        open.remove(random.nextInt(open.size())).close();
      } else {
        long limit = bound.limit(fleet.inFlight.total(), 1, 7);
        // Few keys, so that some are hot.
        Dispatch dispatch = fleet.dispatch(dispatcher, "GET", "k" + random.nextInt(5));
        RouteDecision decision = requireNonNull(dispatch.first());
        open.add(decision.lease());
        assertThat(decision.endpoint().load().inFlight()).isLessThanOrEqualTo(limit);
      }
    }
    open.forEach(Lease::close);
    assertThat(fleet.inFlight.total()).isZero();
  }

  private static int[] map(Fleet fleet) {
    Dispatcher dispatcher = fleet.dispatcher(null, TWICE);
    return IntStream.range(0, KEYS)
        .map(key -> {
          RouteDecision decision =
              requireNonNull(fleet.dispatch(dispatcher, "GET", "key-" + key).first());
          decision.lease().close();
          return decision.endpoint().ordinal();
        })
        .toArray();
  }
}

package dev.ringmaster.routing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.load.Lease;
import dev.ringmaster.load.LoadBound;
import dev.ringmaster.routing.Candidate.Verdict;
import dev.ringmaster.routing.RouteDecision.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DispatchTest {
  private static final RetryPolicy TWICE = new RetryPolicy(2, 20);
  private static final LoadBound BOUND = new LoadBound(1.25, 4);

  private final Fleet fleet = new Fleet(5);
  private final List<Lease> held = new ArrayList<>();

  @AfterEach
  void everyLease_isClosed() {
    held.forEach(Lease::close);
    assertThat(fleet.inFlight.total()).isZero();
    for (int ordinal = 0; ordinal < 5; ordinal++) {
      assertThat(fleet.endpoint(ordinal).load().inFlight()).isZero();
    }
  }

  @Test
  void first_whileAllAreIdle_isTheOwnerWithAndWithoutBound() {
    LoadBound strictest = new LoadBound(1, 1);
    for (@Nullable LoadBound bound : new @Nullable LoadBound[] {null, BOUND, strictest}) {
      for (int key = 0; key < 500; key++) {
        Dispatch dispatch = dispatch(bound, "GET", "k" + key);
        RouteDecision decision = first(dispatch);
        assertThat(decision.endpoint().ordinal()).isEqualTo(walk(dispatch).get(0));
        assertThat(decision.reason()).isEqualTo(Reason.OWNER);
        assertThat(decision.hops()).isZero();
        decision.lease().close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = Verdict.class, names = "ROUTABLE", mode = EnumSource.Mode.EXCLUDE)
  void first_whereTheOwnerIsOut_isTheNextOnTheWalk(Verdict verdict) {
    Dispatch probe = dispatch(null, "GET", "k");
    List<Integer> walk = walk(probe);
    fleet.verdict(walk.get(0), verdict);
    RouteDecision decision = first(dispatch(null, "GET", "k"));
    held.add(decision.lease());
    assertThat(decision.endpoint().ordinal()).isEqualTo(walk.get(1));
    assertThat(decision.reason()).isEqualTo(Reason.OWNER_OUT);
  }

  @Test
  void first_whereTheOwnerIsFull_isTheNextWithinTheBound() {
    List<Integer> walk = walk(dispatch(BOUND, "GET", "k"));
    held.addAll(fleet.occupy(walk.get(0), 4));
    held.addAll(fleet.occupy(walk.get(1), 4));
    RouteDecision decision = first(dispatch(BOUND, "GET", "k"));
    held.add(decision.lease());
    assertThat(decision.endpoint().ordinal()).isEqualTo(walk.get(2));
    assertThat(decision.reason()).isEqualTo(Reason.OWNER_FULL);
    assertThat(decision.hops()).isEqualTo(2);
  }

  @Test
  void first_whereTheOwnersStandInIsFull_saysThatTheOwnerIsOut() {
    List<Integer> walk = walk(dispatch(BOUND, "GET", "k"));
    fleet.verdict(walk.get(0), Verdict.OUT);
    held.addAll(fleet.occupy(walk.get(1), 4));
    RouteDecision decision = first(dispatch(BOUND, "GET", "k"));
    held.add(decision.lease());
    assertThat(decision.endpoint().ordinal()).isEqualTo(walk.get(2));
    assertThat(decision.reason()).isEqualTo(Reason.OWNER_OUT);
  }

  @Test
  void first_ofALoneReplica_isNeverOverItsBound() {
    Fleet lone = new Fleet(1);
    List<Lease> leases = new ArrayList<>();
    Dispatcher dispatcher = lone.dispatcher(new LoadBound(1, 1), TWICE);
    for (int i = 0; i < 10; i++) {
      RouteDecision decision = first(lone.dispatch(dispatcher, "GET", "k" + i));
      assertThat(decision.reason()).isEqualTo(Reason.OWNER);
      leases.add(decision.lease());
    }
    leases.forEach(Lease::close);
    assertThat(lone.inFlight.total()).isZero();
  }

  @Test
  void first_whereAllWereRetiredBehindTheTable_isNull() {
    for (int ordinal = 0; ordinal < 5; ordinal++) {
      fleet.endpoint(ordinal).load().retire();
    }
    assertThat(dispatch(null, "GET", "k").first()).isNull();
    assertThat(dispatch(BOUND, "GET", "k").first()).isNull();
  }

  @Test
  void first_whereAllLeftSinceTheTableWasRead_goesByTheCurrentTable() {
    for (@Nullable LoadBound bound : new @Nullable LoadBound[] {null, BOUND}) {
      Dispatch early = dispatch(bound, "GET", "k");
      for (int ordinal = 0; ordinal < 5; ordinal++) {
        Endpoint leaving = fleet.endpoint(ordinal);
        fleet.replace(ordinal);
        leaving.load().retire();
      }
      RouteDecision decision = first(early);
      held.add(decision.lease());
      int owner = walk(early).get(0);
      assertThat(decision.endpoint()).isEqualTo(fleet.endpoint(owner));
    }
  }

  @Test
  void retry_whereAllFailedSinceTheTableWasRead_triesTheirSuccessors() {
    Dispatch early = dispatch(null, "GET", "k");
    RouteDecision decision = first(early);
    for (int ordinal = 0; ordinal < 5; ordinal++) {
      fleet.replace(ordinal);
    }
    for (int tried = 0; tried < 5; tried++) {
      decision =
          requireNonNull(early.retry(decision, RouteFailure.REFUSED, Progress.NOTHING_SENT, 1));
    }
    held.add(decision.lease());
    assertThat(decision.endpoint()).isEqualTo(fleet.endpoint(walk(early).get(0)));
  }

  @Test
  void first_ofAnEndpointRetiredBehindTheTable_isTheNext() {
    for (@Nullable LoadBound bound : new @Nullable LoadBound[] {null, BOUND}) {
      List<Integer> walk = walk(dispatch(bound, "GET", "r"));
      Dispatch dispatch = dispatch(bound, "GET", "r");
      fleet.endpoint(walk.get(0)).load().retire();
      RouteDecision decision = first(dispatch);
      held.add(decision.lease());
      assertThat(decision.endpoint().ordinal()).isEqualTo(walk.get(1));
    }
  }

  @Test
  void first_withoutRoutableEndpoint_isNull() {
    for (int ordinal = 0; ordinal < 5; ordinal++) {
      fleet.verdict(ordinal, Verdict.OUT);
    }
    assertThat(dispatch(null, "GET", "k").first()).isNull();
    assertThat(dispatch(BOUND, "GET", "k").first()).isNull();
  }

  static Stream<Arguments> tries() {
    List<Arguments> all = new ArrayList<>();
    for (Progress progress : Progress.values()) {
      for (String method :
          List.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "POST", "PATCH", "get", "")) {
        for (int attempts : new int[] {0, 1, 2, 5}) {
          for (int budget : new int[] {0, 20}) {
            all.add(Arguments.of(progress, method, attempts, budget));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("tries")
  void retry_isAllowedByProgressMethodAttemptsAndBudget(
      Progress progress, String method, int attempts, int budget) {
    boolean idempotent =
        List.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE").contains(method);
    int allowed =
        switch (progress) {
          case NOTHING_SENT -> 4;
          case SENT_AND_KEPT -> idempotent && budget > 0 ? Math.min(4, attempts) : 0;
          case SENT, ANSWERING -> 0;
        };
    Dispatcher dispatcher = fleet.dispatcher(null, new RetryPolicy(attempts, budget));
    Dispatch dispatch = fleet.dispatch(dispatcher, method, "k");
    List<Integer> seen = play(dispatch, RouteFailure.REFUSED, progress);
    assertThat(seen).isEqualTo(walk(dispatch).subList(0, 1 + allowed));
    assertThat(fleet.failures).hasSize(1 + allowed).containsOnly(RouteFailure.REFUSED);
  }

  @Test
  void retry_ofTheSpentBudget_isRefused() {
    Dispatcher dispatcher = fleet.dispatcher(null, TWICE);
    int retried = 0;
    for (int i = 0; i < 1000; i++) {
      Dispatch dispatch = fleet.dispatch(dispatcher, "GET", "k" + i);
      RouteDecision next =
          dispatch.retry(first(dispatch), RouteFailure.RESET, Progress.SENT_AND_KEPT, 1);
      if (next != null) {
        retried++;
        next.lease().close();
      }
    }
    // The floor, and a fifth of the requests so far: 100 / 0.8.
    assertThat(retried).isBetween(300, 301);
  }

  @Test
  void retry_goesOnOnTheSameWalkWithReasonRetry() {
    Dispatch dispatch = dispatch(null, "GET", "k");
    RouteDecision decision = first(dispatch);
    assertThat(decision.hops()).isZero();
    for (int i = 1; i < 5; i++) {
      decision =
          requireNonNull(
              dispatch.retry(decision, RouteFailure.CONNECT_TIMEOUT, Progress.NOTHING_SENT, 1));
      assertThat(decision.endpoint().ordinal()).isEqualTo(walk(dispatch).get(i));
      assertThat(decision.reason()).isEqualTo(Reason.RETRY);
      assertThat(decision.hops()).isEqualTo(i);
    }
    assertThat(dispatch.retry(decision, RouteFailure.CONNECT_TIMEOUT, Progress.NOTHING_SENT, 1))
        .isNull();
  }

  @Test
  void retry_ofALoneReplica_isAskedOnceMoreAfterAResetOnly() {
    Fleet lone = new Fleet(1);
    Dispatcher dispatcher = lone.dispatcher(null, TWICE);
    for (RouteFailure failure : RouteFailure.values()) {
      Dispatch dispatch = lone.dispatch(dispatcher, "GET", "k");
      assertThat(play(dispatch, failure, Progress.NOTHING_SENT))
          .as(failure.name())
          .hasSize(failure == RouteFailure.RESET ? 2 : 1);
    }
    assertThat(lone.inFlight.total()).isZero();
  }

  /** The owner was only full when its stand-in refused: better over the bound than no answer. */
  @ParameterizedTest
  @EnumSource(RouteFailure.class)
  void retry_whereTheStandInFailed_comesBackToTheFullOwner(RouteFailure failure) {
    Fleet two = new Fleet(2);
    Dispatcher dispatcher = two.dispatcher(BOUND, TWICE);
    int owner = two.walk(two.dispatch(dispatcher, "GET", "k").key().hash()).get(0);
    List<Lease> full = two.occupy(owner, 4);
    Dispatch dispatch = two.dispatch(dispatcher, "GET", "k");
    RouteDecision spilled = first(dispatch);
    assertThat(spilled.endpoint().ordinal()).isEqualTo(1 - owner);
    RouteDecision back = requireNonNull(dispatch.retry(spilled, failure, Progress.NOTHING_SENT, 1));
    assertThat(back.endpoint().ordinal()).isEqualTo(owner);
    back.lease().close();
    full.forEach(Lease::close);
    assertThat(two.inFlight.total()).isZero();
  }

  /** Else the keys of a dead replica would all be heaped on the next of each walk. */
  @Test
  void retry_keepsToTheBoundWhileOneIsWithin() {
    List<Integer> walk = walk(dispatch(BOUND, "GET", "k"));
    held.addAll(fleet.occupy(walk.get(1), 4));
    Dispatch dispatch = dispatch(BOUND, "GET", "k");
    RouteDecision next =
        requireNonNull(
            dispatch.retry(first(dispatch), RouteFailure.REFUSED, Progress.NOTHING_SENT, 1));
    held.add(next.lease());
    assertThat(next.endpoint().ordinal()).isEqualTo(walk.get(2));
  }

  /** However a request fares, each replica is asked once, twice at most where one reset. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void tries_ofAnyRequest_visitEachReplicaOnceAWalk(long seed) {
    Random random = new Random(seed);
    for (int ordinal = 0; ordinal < 5; ordinal++) {
      held.addAll(fleet.occupy(ordinal, random.nextInt(8)));
    }
    long before = fleet.inFlight.total();
    for (int i = 0; i < 300; i++) {
      Dispatch dispatch = dispatch(random.nextBoolean() ? BOUND : null, "GET", "k" + i);
      List<Integer> seen = new ArrayList<>();
      boolean reset = false;
      RouteDecision decision = dispatch.first();
      while (decision != null) {
        assertThat(fleet.inFlight.total()).isEqualTo(before + 1);
        seen.add(decision.endpoint().ordinal());
        RouteFailure failure = random.nextInt(3) == 0 ? RouteFailure.RESET : RouteFailure.REFUSED;
        reset |= failure == RouteFailure.RESET;
        decision = dispatch.retry(decision, failure, Progress.NOTHING_SENT, 1);
      }
      assertThat(seen.subList(0, 5)).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
      assertThat(seen.subList(5, seen.size())).doesNotHaveDuplicates();
      assertThat(seen.size() == 5 || reset).isTrue();
      assertThat(fleet.inFlight.total()).isEqualTo(before);
    }
  }

  private static List<Integer> play(Dispatch dispatch, RouteFailure failure, Progress progress) {
    List<Integer> seen = new ArrayList<>();
    RouteDecision decision = dispatch.first();
    while (decision != null) {
      seen.add(decision.endpoint().ordinal());
      decision = dispatch.retry(decision, failure, progress, 1);
    }
    return seen;
  }

  private Dispatch dispatch(@Nullable LoadBound bound, String method, String key) {
    return fleet.dispatch(fleet.dispatcher(bound, TWICE), method, key);
  }

  private List<Integer> walk(Dispatch dispatch) {
    return fleet.walk(dispatch.key().hash());
  }

  private static RouteDecision first(Dispatch dispatch) {
    return requireNonNull(dispatch.first());
  }
}

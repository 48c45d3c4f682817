package dev.ringmaster.roster;

import dev.ringmaster.health.Health;
import dev.ringmaster.health.HealthBoard;
import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.health.HealthPolicy;
import dev.ringmaster.health.HealthState;
import dev.ringmaster.health.Probes;
import dev.ringmaster.load.InFlight;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.routing.Candidate;
import dev.ringmaster.routing.Candidate.Verdict;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.RouteFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of one balancer between the pool and the routing table: how they fare and what they
 * carry. Confined to one thread.
 */
public final class Members implements ReplicaWatch {
  private final Probes probes;
  private final RosterListener listener;
  private final BooleanSupplier deathsBelieved;
  private final HealthBoard board;
  private final InFlight inFlight = new InFlight();
  private final Map<Long, Tracked> tracked = new HashMap<>();

  /**
   * Nobody yet.
   *
   * @param deathsBelieved whether a replica that runs and answers nothing may be taken for dead now
   */
  public Members(
      HealthPolicy policy, Probes probes, RosterListener listener, BooleanSupplier deathsBelieved) {
    this.probes = probes;
    this.listener = listener;
    this.deathsBelieved = deathsBelieved;
    board = new HealthBoard(policy);
  }

  /** Judges by another policy from now on. */
  public void judgeBy(HealthPolicy policy) {
    board.judgeBy(policy);
    probes.follow(policy);
  }

  /** Gives every replica the weight of its ordinal. */
  public void weigh(IntUnaryOperator weights) {
    tracked.values().forEach(member -> member.weigh(weights));
  }

  /** Begins with a replica, if it is new. */
  public void track(Replica replica, int weight, long now) {
    if (tracked.containsKey(replica.incarnation())) {
      return;
    }
    Endpoint endpoint =
        new Endpoint(
            replica.ordinal(),
            replica.incarnation(),
            replica.name(),
            replica.host(),
            replica.port(),
            weight,
            inFlight.newReplica());
    tracked.put(replica.incarnation(), new Tracked(replica, endpoint, now));
    board.track(replica.incarnation(), now);
    probes.watch(replica.incarnation(), replica.host(), replica.port());
  }

  /**
   * Ends with a replica that has ended.
   *
   * @return null if it was not known
   */
  public @Nullable Endpoint drop(long incarnation) {
    Tracked member = tracked.remove(incarnation);
    board.forget(incarnation);
    probes.unwatch(incarnation);
    if (member == null) {
      return null;
    }
    // Whoever still looks at an older table must not open a connection that nobody closes.
    member.endpoint().load().retire();
    return member.endpoint();
  }

  /**
   * Takes in what happened to a replica.
   *
   * @return null where routing does not change; else the news, to be told when it has changed
   */
  public @Nullable Runnable judge(long incarnation, HealthEvent event, long now) {
    Health before = board.apply(incarnation, event, now);
    Health after = board.of(incarnation);
    Tracked member = tracked.get(incarnation);
    if (before == null || after == null || member == null) {
      return null;
    }
    Replica replica = member.replica();
    if (before.state() == HealthState.STARTING && after.routable()) {
      Duration took = Duration.ofNanos(member.becameReady(now));
      return () -> listener.ready(replica, took);
    }
    if (before.routable() == after.routable()) {
      return () -> {};
    }
    return after.routable()
        ? () -> listener.recovered(replica)
        : () -> listener.ejected(replica, event);
  }

  /** What a failed request says of its replica's health; null: nothing, a probe will tell. */
  public static @Nullable HealthEvent eventOf(RouteFailure failure) {
    return switch (failure) {
      case REFUSED -> HealthEvent.REFUSED;
      case CONNECT_TIMEOUT, RESPONSE_TIMEOUT -> HealthEvent.RESPONSE_TIMEOUT;
      case RESET, BAD_RESPONSE -> HealthEvent.REQUEST_FAILED;
      // It may be our own file descriptors that ran out.
      case UNREACHABLE, STALLED, NO_REPLICA -> null;
    };
  }

  /** What routing shall know of these replicas. */
  List<Candidate> candidates(List<Replica> holders) {
    return holders.stream()
        .map(replica -> tracked.get(replica.incarnation()))
        .filter(Objects::nonNull)
        .map(member -> new Candidate(member.endpoint(), verdict(member.endpoint().incarnation())))
        .toList();
  }

  /** All that have not ended. */
  List<Views.Seen> seen() {
    return tracked.values().stream()
        .map(member ->
            new Views.Seen(
                member.endpoint(),
                board.of(member.endpoint().incarnation()),
                member.replica().runtimeId()))
        .toList();
  }

  private Verdict verdict(long incarnation) {
    Health health = board.of(incarnation);
    if (health == null) {
      return Verdict.OUT;
    }
    return health.routable()
        ? Verdict.ROUTABLE
        : health.suspectedDead() ? Verdict.SUSPECTED_DEAD : Verdict.OUT;
  }

  /** Requests in flight at all incarnations of an ordinal. */
  public long inFlightAt(int ordinal) {
    return tracked.values().stream()
        .map(Tracked::endpoint)
        .filter(endpoint -> endpoint.ordinal() == ordinal)
        .mapToLong(endpoint -> endpoint.load().inFlight())
        .sum();
  }

  @Override
  public long inFlight(long incarnation) {
    Tracked member = tracked.get(incarnation);
    return member == null ? 0 : member.endpoint().load().inFlight();
  }

  @Override
  public long readySince(long incarnation) {
    Tracked member = tracked.get(incarnation);
    return member == null ? NEVER : member.readySince();
  }

  @Override
  public long deadSince(long incarnation) {
    Health health = board.of(incarnation);
    return health != null && health.state() == HealthState.EJECTED && deathsBelieved.getAsBoolean()
        ? health.since()
        : NEVER;
  }

  @Override
  public void retire(long incarnation, long now) {
    Tracked member = tracked.get(incarnation);
    if (member != null) {
      member.endpoint().load().retire();
      board.apply(incarnation, HealthEvent.DRAIN_ASKED, now);
      probes.unwatch(incarnation);
    }
  }
}

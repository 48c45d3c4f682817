package dev.ringmaster.routing;

import dev.ringmaster.load.Lease;
import dev.ringmaster.load.LoadBound;
import dev.ringmaster.ring.RingWalk;
import dev.ringmaster.routing.RouteDecision.Reason;
import dev.ringmaster.routing.key.RouteKey;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: the table that it goes by, its key and how far it has walked. Confined to
 * the event loop that has the request.
 *
 * <p>Implementation notes. A try goes to the first endpoint of the walk that is within the bound. A
 * retry goes on from there on the same walk, so retries of one key agree, and keeps to the bound as
 * well: the keys of a dead replica are not heaped on their next. Where none is left within it, the
 * walk begins again without: the bound degrades to the plain ring, never to a refusal. No endpoint
 * is tried twice, with one exception: when all were, and the last try broke on a connection, all
 * are asked once more. A lone replica that closed an idle connection under our hands is asked
 * again, one that refuses is not.
 *
 * <p>Everybody in the table may have left since it was read. Before giving up, a request looks for
 * a newer one: a table without a replica is published before the replica is retired.
 */
public final class Dispatch {
  private final Dispatcher dispatcher;
  private final RouteKey key;
  private final boolean idempotent;
  private RoutingTable table;
  private RingWalk walk;

  /** Null: not set, or nobody is left within it. */
  private @Nullable LoadBound bound;

  private Set<Endpoint> tried = Set.of();
  private boolean ownerFull;
  private int hops;
  private int retried;
  private boolean wrapped;

  Dispatch(Dispatcher dispatcher, RoutingTable table, RouteKey key, boolean idempotent) {
    this.dispatcher = dispatcher;
    this.table = table;
    this.key = key;
    this.idempotent = idempotent;
    walk = table.ring().walk(key.hash());
    bound = dispatcher.bound();
  }

  /** The request's key. */
  public RouteKey key() {
    return key;
  }

  /**
   * The first decision.
   *
   * @return null where no endpoint takes requests
   */
  public @Nullable RouteDecision first() {
    return next(null);
  }

  /**
   * Ends a try that failed and decides on the next one.
   *
   * @param failed the decision of the failed try; its lease is closed here
   * @param now nanoseconds of a monotonic clock
   * @return null: give up, and answer with the failure
   */
  public @Nullable RouteDecision retry(
      RouteDecision failed, RouteFailure failure, Progress progress, long now) {
    failed.lease().close();
    dispatcher.failed(failed.endpoint(), failure);
    if (!mayRetry(progress, now)) {
      return null;
    }
    tried = tried.isEmpty() ? new HashSet<>() : tried;
    tried.add(failed.endpoint());
    hops++;
    RouteDecision next = next(Reason.RETRY);
    if (next == null && failure == RouteFailure.RESET && !wrapped) {
      wrapped = true;
      tried.clear();
      restart(dispatcher.bound());
      next = next(Reason.RETRY);
    }
    return next;
  }

  private boolean mayRetry(Progress progress, long now) {
    return switch (progress) {
      case NOTHING_SENT -> true;
      case SENT_AND_KEPT ->
          idempotent && ++retried <= dispatcher.attempts() && dispatcher.withdrawRetry(now);
      case SENT, ANSWERING -> false;
    };
  }

  private @Nullable RouteDecision next(@Nullable Reason known) {
    RouteDecision decision = withinTable(known);
    if (decision == null && dispatcher.table() != table) {
      table = dispatcher.table();
      restart(dispatcher.bound());
      decision = withinTable(known);
    }
    return decision;
  }

  private @Nullable RouteDecision withinTable(@Nullable Reason known) {
    RouteDecision decision = onward(known);
    if (decision == null && bound != null) {
      restart(null);
      decision = onward(known);
    }
    return decision;
  }

  private @Nullable RouteDecision onward(@Nullable Reason known) {
    Endpoint endpoint = table.next(walk);
    while (endpoint != null) {
      Lease lease = tried.contains(endpoint) ? null : admit(endpoint);
      if (lease != null) {
        return new RouteDecision(endpoint, lease, hops, reason(endpoint, known));
      }
      hops++;
      endpoint = table.next(walk);
    }
    return null;
  }

  private @Nullable Lease admit(Endpoint endpoint) {
    LoadBound limit = bound;
    if (limit == null) {
      return endpoint.load().admit();
    }
    Lease lease = endpoint.load().admit(limit, endpoint.weight(), table.weights());
    ownerFull |= lease == null && owns(endpoint);
    return lease;
  }

  private Reason reason(Endpoint endpoint, @Nullable Reason known) {
    if (known != null) {
      return known;
    }
    return owns(endpoint) ? Reason.OWNER : ownerFull ? Reason.OWNER_FULL : Reason.OWNER_OUT;
  }

  private boolean owns(Endpoint endpoint) {
    return endpoint.ordinal() == table.ring().owner(key.hash());
  }

  private void restart(@Nullable LoadBound newBound) {
    bound = newBound;
    walk = table.ring().walk(key.hash());
    ownerFull = false;
    hops = 0;
  }
}

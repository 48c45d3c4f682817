package dev.ringmaster.telemetry;

import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.pool.loop.PoolEvent;
import dev.ringmaster.routing.RouteDecision.Reason;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.traffic.FinishedRequest;
import dev.ringmaster.traffic.TrafficListener;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is counted of one balancer. A request costs a handful of striped additions and no
 * allocation: meters of a library would be looked up or cost more, and the library would have to be
 * loaded before the first request.
 */
public final class BalancerMeters implements TrafficListener {
  private static final int LAST_CLASS = 5;

  private final LongAdder[] byCodeClass = NanosHistogram.adders(LAST_CLASS + 1);
  private final EnumCounts<Reason> reasons =
      new EnumCounts<>(Reason.class, EnumSet.allOf(Reason.class));
  private final LongAdder noReplica = new LongAdder();
  private final EnumCounts<RouteFailure> failures =
      new EnumCounts<>(
          RouteFailure.class, EnumSet.complementOf(EnumSet.of(RouteFailure.NO_REPLICA)));
  private final EnumCounts<HealthEvent> ejections =
      new EnumCounts<>(
          HealthEvent.class,
          EnumSet.of(
              HealthEvent.PROBE_FAILED,
              HealthEvent.REFUSED,
              HealthEvent.UNREADY,
              HealthEvent.RESPONSE_TIMEOUT,
              HealthEvent.REQUEST_FAILED));
  private final LongAdder retries = new LongAdder();
  private final LongAdder hops = new LongAdder();
  private final LongAdder fallbacks = new LongAdder();
  private final LongAdder starts = new LongAdder();
  private final LongAdder crashes = new LongAdder();
  private final NanosHistogram duration = NanosHistogram.ofRequests();
  private final NanosHistogram firstByte = NanosHistogram.ofRequests();
  private final NanosHistogram untilReady = NanosHistogram.ofStarts();

  BalancerMeters() {}

  @Override
  public void finished(FinishedRequest request) {
    byCodeClass[Math.min(request.status() / 100, LAST_CLASS)].increment();
    Reason reason = request.reason();
    if (reason == null) {
      noReplica.increment();
    } else {
      reasons.increment(reason);
    }
    duration.record(request.nanos());
    if (request.firstByteNanos() != FinishedRequest.NO_ANSWER) {
      firstByte.record(request.firstByteNanos());
    }
    if (request.tries() > 1) {
      retries.add(request.tries() - 1L);
    }
    if (request.hops() > 0) {
      hops.add(request.hops());
    }
    if (request.fallback()) {
      fallbacks.increment();
    }
  }

  @Override
  public void tryFailed(RouteFailure failure) {
    failures.increment(failure);
  }

  /** The pool changed. */
  public void pool(PoolEvent event) {
    switch (event) {
      case PoolEvent.Adopted adopted -> {}
      case PoolEvent.Started started -> starts.increment();
      case PoolEvent.Crashed crashed -> crashes.increment();
      case PoolEvent.Draining draining -> {}
      case PoolEvent.RolloutStuck stuck -> {}
      case PoolEvent.Stopped stopped -> {}
    }
  }

  /** A replica answered its first probe. */
  public void ready(Duration after) {
    untilReady.record(after.toNanos());
  }

  /** A replica was taken out of routing though it runs. */
  public void ejected(HealthEvent why) {
    ejections.increment(why);
  }

  /**
   * Requests by the class of their status.
   *
   * @param codeClass 1 to 5 for 1xx to 5xx, 0 for those that had no whole response
   */
  long requests(int codeClass) {
    return byCodeClass[codeClass].sum();
  }

  EnumCounts<Reason> reasons() {
    return reasons;
  }

  /** Requests that no replica took. */
  long noReplica() {
    return noReplica.sum();
  }

  EnumCounts<RouteFailure> failures() {
    return failures;
  }

  EnumCounts<HealthEvent> ejections() {
    return ejections;
  }

  long retries() {
    return retries.sum();
  }

  long hops() {
    return hops.sum();
  }

  long fallbacks() {
    return fallbacks.sum();
  }

  long starts() {
    return starts.sum();
  }

  long crashes() {
    return crashes.sum();
  }

  NanosHistogram duration() {
    return duration;
  }

  NanosHistogram firstByte() {
    return firstByte;
  }

  NanosHistogram untilReady() {
    return untilReady;
  }
}

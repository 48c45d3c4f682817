package dev.ringmaster.routing;

import dev.ringmaster.load.LoadBound;
import dev.ringmaster.ring.ClassicRing;
import dev.ringmaster.routing.key.KeyRule;
import dev.ringmaster.routing.key.RequestHead;
import dev.ringmaster.routing.key.RouteKey;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests of one balancer: the seam between what decides and what moves bytes. A data
 * plane shows it a head and gets a {@link Dispatch}, asks that for a decision with its lease, and
 * tells it the outcome. Safe for all event loops at once.
 */
public final class Dispatcher {
  private final Supplier<RoutingTable> tables;
  private final @Nullable KeyRule keys;
  private final @Nullable LoadBound bound;
  private final RetryPolicy retries;
  private final RetryBudget budget;
  private final FailureListener failures;

  /**
   * A dispatcher.
   *
   * @param tables the current table, read once a request, and again before giving up
   * @param keys null with the classic algorithm, which draws a request id and knows no bound
   * @param failures told of every failed try, on the caller's thread
   */
  public Dispatcher(
      Supplier<RoutingTable> tables,
      @Nullable KeyRule keys,
      @Nullable LoadBound bound,
      RetryPolicy retries,
      FailureListener failures) {
    this.tables = tables;
    this.keys = keys;
    this.bound = keys == null ? null : bound;
    this.retries = retries;
    this.budget = new RetryBudget(retries.budgetPercent());
    this.failures = failures;
  }

  /**
   * Begins with a request.
   *
   * @param random of the calling event loop
   * @param now nanoseconds of a monotonic clock
   */
  public Dispatch dispatch(RequestHead head, RandomGenerator random, long now) {
    budget.request(now);
    RouteKey key =
        keys == null
            ? new RouteKey(ClassicRing.requestId(random), false)
            : keys.keyOf(head, random);
    return new Dispatch(this, tables.get(), key, idempotent(head.method()));
  }

  RoutingTable table() {
    return tables.get();
  }

  @Nullable LoadBound bound() {
    return bound;
  }

  int attempts() {
    return retries.attempts();
  }

  boolean withdrawRetry(long now) {
    return budget.retry(now);
  }

  void failed(Endpoint endpoint, RouteFailure failure) {
    failures.failed(endpoint, failure);
  }

  /** RFC 9110, 9.2.2. */
  private static boolean idempotent(String method) {
    return switch (method) {
      case "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE" -> true;
      default -> false;
    };
  }

  /** Hears of failed tries. */
  @FunctionalInterface
  public interface FailureListener {
    /** A try at this endpoint failed. Must return at once: it is called on an event loop. */
    void failed(Endpoint endpoint, RouteFailure failure);
  }
}

package dev.ringmaster.routing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds retries to a share of the requests of the last ten to twenty seconds, so that a failing
 * service is not beaten by its own clients' router; a small floor serves services with few
 * requests.
 */
public final class RetryBudget {
  /** Retries that are always allowed in a window. */
  static final int FLOOR = 100;

  static final long WINDOW_NANOS = 10_000_000_000L;

  private final int percent;

  // Two loops may turn the window over at once; the counts that one of them loses don't matter.
  private volatile Window window = new Window(Long.MIN_VALUE, 0, 0);

  /** A budget of so many retries in a hundred requests. */
  public RetryBudget(int percent) {
    this.percent = percent;
  }

  /** Counts a request. */
  void request(long now) {
    at(now).requests.incrementAndGet();
  }

  /** Takes one retry out of the budget, if it is not spent. */
  boolean retry(long now) {
    Window current = at(now);
    double allowed = FLOOR + (current.requestsBefore + current.requests.get()) * (percent / 100.0);
    if (percent == 0 || current.retriesBefore + current.retries.get() >= allowed) {
      return false;
    }
    current.retries.incrementAndGet();
    return true;
  }

  private Window at(long now) {
    Window current = window;
    if (!current.covers(now)) {
      current = current.next(now);
      window = current;
    }
    return current;
  }

  private static final class Window {
    private final long start;
    private final long requestsBefore;
    private final long retriesBefore;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();

    Window(long start, long requestsBefore, long retriesBefore) {
      this.start = start;
      this.requestsBefore = requestsBefore;
      this.retriesBefore = retriesBefore;
    }

    boolean covers(long now) {
      return start != Long.MIN_VALUE && now - start < WINDOW_NANOS;
    }

    Window next(long now) {
      boolean adjacent = start != Long.MIN_VALUE && now - start < 2 * WINDOW_NANOS;
      return adjacent ? new Window(now, requests.get(), retries.get()) : new Window(now, 0, 0);
    }
  }
}

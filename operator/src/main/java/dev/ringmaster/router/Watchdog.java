package dev.ringmaster.router;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * One timer for the phases of one exchange: a byte only moves a time stamp, the timer that fires
 * too early goes to sleep again. Confined to one event loop.
 */
final class Watchdog {
  private final Vertx vertx;
  private long timer = -1;
  private long limit;
  private long last;
  private Runnable late = () -> {};

  Watchdog(Vertx vertx) {
    this.vertx = vertx;
  }

  /** From now on, more than this between two {@link #touch touches} is too late. */
  void expect(Duration within, Runnable onLate) {
    stop();
    limit = within.toNanos();
    late = onLate;
    touch();
    arm(limit);
  }

  void touch() {
    last = System.nanoTime();
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void arm(long nanos) {
    timer = vertx.setTimer(Math.max(1, nanos / 1_000_000), fired -> check());
  }

  private void check() {
    long left = limit - (System.nanoTime() - last);
    if (left > 0) {
      arm(left + 1_000_000);
    } else {
      late.run();
    }
  }
}

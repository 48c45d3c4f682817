package dev.ringmaster.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * What a run of {@link LoadClient} brought.
 *
 * @param ok replies that passed the check
 * @param failed requests that had no reply, half a reply or one that did not pass
 * @param unsent due before the end but never sent, all connections being busy (open loop only)
 * @param reopened connections made anew after a failure
 * @param reconnects connections made anew because the server had announced their end
 * @param elapsed from the first request to the end of the last
 * @param latency of the replies that passed
 * @param failures the first of them: when, on which connection, which request, what happened
 */
public record LoadResult(
    long ok,
    long failed,
    long unsent,
    long reopened,
    long reconnects,
    Duration elapsed,
    Latency latency,
    List<String> failures) {

  /** Counted in full but kept in classes less than 1 % wide; the highest is exact. */
  public record Latency(Duration p50, Duration p99, Duration p999, Duration max) {}

  public double requestsPerSecond() {
    return (ok + failed) * 1e9 / Math.max(1, elapsed.toNanos());
  }

  @Override
  public String toString() {
    return "%d ok, %d failed, %d unsent, %d reopened, %d reconnects in %.3f s: %.0f/s, p50 %s, p99 %s, p99.9 %s, max %s%s"
        .formatted(
            ok,
            failed,
            unsent,
            reopened,
            reconnects,
            elapsed.toNanos() / 1e9,
            requestsPerSecond(),
            millis(latency.p50()),
            millis(latency.p99()),
            millis(latency.p999()),
            millis(latency.max()),
            failures.isEmpty() ? "" : "\n  " + String.join("\n  ", failures));
  }

  private static String millis(Duration duration) {
    return "%.2f ms".formatted(duration.toNanos() / 1e6);
  }

  /** A histogram of nanoseconds with 128 classes for each power of two. */
  static final class Histogram {
    private static final int SHIFT = 7;
    private static final int CLASSES = 1 << SHIFT;

    private final AtomicLongArray counts = new AtomicLongArray(64 << SHIFT);
    private final LongAccumulator max = new LongAccumulator(Math::max, 0);

    void record(long nanos) {
      counts.incrementAndGet(classOf(nanos));
      max.accumulate(nanos);
    }

    Latency latency() {
      return new Latency(
          quantile(0.5), quantile(0.99), quantile(0.999), Duration.ofNanos(max.get()));
    }

    private Duration quantile(double part) {
      long rank = (long) Math.ceil(part * total());
      long seen = 0;
      for (int i = 0; i < counts.length() && rank > 0; i++) {
        seen += counts.get(i);
        if (seen >= rank) {
          return Duration.ofNanos(Math.min(highestOf(i), max.get()));
        }
      }
      return Duration.ZERO;
    }

    private long total() {
      long total = 0;
      for (int i = 0; i < counts.length(); i++) {
        total += counts.get(i);
      }
      return total;
    }

    private static int classOf(long nanos) {
      int scale = scale(nanos);
      return (int) ((nanos >> scale) + ((long) scale << SHIFT));
    }

    /** How many low bits are dropped, so that 7 and the leading one remain. */
    private static int scale(long nanos) {
      return Math.max(0, 63 - Long.numberOfLeadingZeros(nanos | CLASSES) - SHIFT);
    }

    private static long highestOf(int index) {
      int scale = Math.max(0, (index >> SHIFT) - 1);
      long leading = index - ((long) scale << SHIFT);
      return ((leading + 1) << scale) - 1;
    }
  }
}

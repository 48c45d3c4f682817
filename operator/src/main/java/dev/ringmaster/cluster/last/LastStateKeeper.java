package dev.ringmaster.cluster.last;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the state when it is another, at most once a second, and so that this is never more than a
 * twentieth of what a processor does.
 */
public final class LastStateKeeper implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int SHARE = 20;

  private final Supplier<LastState> state;
  private final LastStateFile file;
  private final Place place;
  private final Consumer<String> log;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("ringmaster-last-state").daemon().unstarted(task));

  private final AtomicBoolean due = new AtomicBoolean();
  private volatile long pause;
  private @Nullable LastState written;
  private boolean failing;

  /** Where the bytes go. */
  @FunctionalInterface
  public interface Place {
    /** Replaces what is there as a whole. */
    void write(byte[] bytes) throws IOException;
  }

  /**
   * A keeper that has written nothing.
   *
   * @param state as it is now
   * @param log hears when it can't be written, once
   */
  public LastStateKeeper(
      Supplier<LastState> state, LastStateFile file, Place place, Consumer<String> log) {
    this.state = state;
    this.file = file;
    this.place = place;
    this.log = log;
  }

  /** The state may be another. Returns at once; any thread. */
  public void changed() {
    if (due.compareAndSet(false, true) && !thread.isShutdown()) {
      var unused = thread.schedule(this::write, pause, TimeUnit.NANOSECONDS);
    }
  }

  private void write() {
    // Before the next one can be asked for: what changes while this is written waits, too.
    pause = Math.max(pause, PAUSE.toNanos());
    due.set(false);
    long begun = System.nanoTime();
    LastState now = state.get();
    if (!now.equals(written)) {
      try {
        place.write(file.write(now, Instant.now()));
        written = now;
        failing = false;
      } catch (IOException full) {
        if (!failing) {
          log.accept("the last state can't be written: " + full + "; tried again when it changes");
        }
        failing = true;
      }
    }
    pause = Math.max(PAUSE.toNanos(), SHARE * (System.nanoTime() - begun));
  }

  /** What changed last is written before this returns. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (thread.awaitTermination(PAUSE.toMillis(), TimeUnit.MILLISECONDS) && due.get()) {
        write();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

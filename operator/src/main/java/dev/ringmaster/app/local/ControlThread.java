package dev.ringmaster.app.local;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread on which all balancers of a process observe, plan and execute. After {@link
 * #close} what is handed in is dropped.
 */
public final class ControlThread implements AutoCloseable {
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("ringmaster-control").daemon().unstarted(task));

  private final Consumer<Throwable> onError;

  /**
   * A thread that has nothing to do yet.
   *
   * @param onError hears of what a task threw; the thread goes on
   */
  public ControlThread(Consumer<Throwable> onError) {
    this.onError = onError;
  }

  /** Runs a task soon, after those handed in before. */
  public void execute(Runnable task) {
    var unused = schedule(task, 0);
  }

  /** An alarm that runs a task; not set. */
  Alarm alarm(Runnable task) {
    return new Alarm(task);
  }

  /** Runs its task at the time that was set last. Confined to this thread. */
  final class Alarm {
    private final Runnable task;
    private @Nullable Future<?> planned;

    private Alarm(Runnable task) {
      this.task = task;
    }

    /**
     * Sets it, instead of any time before.
     *
     * @param due of {@link System#nanoTime}; {@link Long#MAX_VALUE}: never
     */
    void set(long due) {
      Future<?> before = planned;
      if (before != null) {
        before.cancel(false);
      }
      planned = due == Long.MAX_VALUE ? null : schedule(task, Math.max(0, due - System.nanoTime()));
    }
  }

  private @Nullable Future<?> schedule(Runnable task, long delay) {
    try {
      return executor.schedule(() -> guarded(task), delay, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ended) {
      return null;
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      onError.accept(failure);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}

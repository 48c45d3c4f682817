package dev.ringmaster.cluster;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A thread of this process and the system's clock. */
final class FleetThread implements Lane {
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("ringmaster-cluster").daemon().unstarted(task));

  private final Consumer<Throwable> onError;
  private @Nullable Future<?> planned;

  /**
   * A thread that has nothing to do yet.
   *
   * @param onError hears of what a task threw; the thread goes on
   */
  FleetThread(Consumer<Throwable> onError) {
    this.onError = onError;
  }

  @Override
  public void execute(Runnable task) {
    var unused = schedule(task, 0);
  }

  @Override
  public void aside(Runnable task) {
    var unused = Thread.ofVirtual().name("ringmaster-call").start(() -> guarded(task));
  }

  @Override
  public void alarm(long due, Runnable task) {
    Future<?> before = planned;
    if (before != null) {
      before.cancel(false);
    }
    planned = due == Long.MAX_VALUE ? null : schedule(task, Math.max(0, due - now()));
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
  public long now() {
    return System.nanoTime();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}

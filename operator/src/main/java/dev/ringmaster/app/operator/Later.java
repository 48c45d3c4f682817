package dev.ringmaster.app.operator;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A thread for what is to be done later, or not at all if it is closed before. */
final class Later implements AutoCloseable {
  private final ScheduledExecutorService thread;

  Later(String name) {
    thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name(name).daemon().unstarted(task));
  }

  void after(Duration delay, Runnable task) {
    if (!thread.isShutdown()) {
      var unused = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

package dev.ringmaster.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A thread that runs when a test says so, and a clock that a test winds. */
final class FakeLane implements Lane {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private long now = -1_000;
  private long due = Long.MAX_VALUE;
  private @Nullable Runnable alarm;

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void aside(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void alarm(long when, Runnable task) {
    due = when;
    alarm = task;
  }

  @Override
  public long now() {
    return now;
  }

  /** Runs all that there is to do now. */
  void run() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Lets time pass. */
  void pass(Duration time) {
    long end = now + time.toNanos();
    while (due != Long.MAX_VALUE && due - end <= 0) {
      now = Math.max(now, due);
      due = Long.MAX_VALUE;
      Runnable task = alarm;
      if (task != null) {
        task.run();
      }
      run();
    }
    now = end;
    run();
  }

  @Override
  public void close() {
    tasks.clear();
  }
}

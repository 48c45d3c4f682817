package dev.ringmaster.pool.process;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes that nobody adopts, and what those had started. */
final class Reaper {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private Reaper() {}

  /** SIGTERM, then SIGKILL for those that stay; returns when they are gone. */
  static void end(Collection<ProcessHandle> orphans) {
    List<ProcessHandle> family = orphans.stream().flatMap(ProcessHandle::descendants).toList();
    orphans.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (ProcessHandle orphan : orphans) {
      awaitEnd(orphan, deadline);
      ProcessGroup.kill(orphan.pid());
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }

  private static void awaitEnd(ProcessHandle orphan, long deadline) {
    CompletableFuture<ProcessHandle> end = orphan.onExit();
    try {
      end.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException stubborn) {
      orphan.destroyForcibly();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException gone) {
      throw new IllegalStateException(gone);
    }
  }
}

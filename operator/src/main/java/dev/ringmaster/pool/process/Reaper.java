package dev.ringmaster.pool.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends processes, and what those had started.
 *
 * <p>A child that {@code setsid} has made leads a process group of its own number, and the system
 * gives that number to nobody while the group has a member.
 */
final class Reaper {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** For the system to take away what was killed: unless its disk is stuck, it does so at once. */
  private static final Duration AFTER_THE_KILL = Duration.ofSeconds(2);

  private Reaper() {}

  /** Ends the rest of a group, at once; there may be none, and no such group. */
  static void endGroup(long leader) {
    try {
      new ProcessBuilder("kill", "-KILL", "--", "-" + leader)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException noSuchProgram) {
      // Then what a crashed child had started stays: the docs say so.
    }
  }

  /** SIGTERM, then SIGKILL for those that stay; returns when they are gone. */
  static void end(Collection<ProcessHandle> orphans) {
    List<ProcessHandle> family = orphans.stream().flatMap(ProcessHandle::descendants).toList();
    orphans.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (ProcessHandle orphan : orphans) {
      awaitEnd(orphan, deadline);
      endGroup(orphan.pid());
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }

  private static void awaitEnd(ProcessHandle orphan, long deadline) {
    CompletableFuture<ProcessHandle> end = orphan.onExit();
    if (!isOver(end, deadline - System.nanoTime())) {
      orphan.destroyForcibly();
      isOver(end, AFTER_THE_KILL.toNanos());
    }
  }

  /** Waits for so many nanoseconds; an interrupt ends the wait. */
  private static boolean isOver(CompletableFuture<ProcessHandle> end, long nanos) {
    try {
      end.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException stubborn) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return true;
    } catch (ExecutionException gone) {
      throw new IllegalStateException(gone);
    }
  }
}

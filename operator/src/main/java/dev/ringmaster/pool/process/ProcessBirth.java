package dev.ringmaster.pool.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * When a process was born, as a text to compare: with its pid, what a process is known by. A pid
 * alone proves nothing, the system gives it to others.
 *
 * <p>Implementation notes. On Linux: the boot's id and the clock ticks since boot. The JDK's own
 * start time is computed from the wall clock, and another one after that was set. Elsewhere the
 * JDK's is all there is. A zombie, dead and not yet waited for by whoever adopted it, counts as
 * gone.
 */
final class ProcessBirth {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** Fields of /proc/pid/stat behind the name, which may hold anything: see proc(5). */
  private static final int STATE = 0;

  private static final int START_TICKS = 19;

  private static final int LOOK_MILLIS = 50;

  private ProcessBirth() {}

  /** Of a process that lives; empty where there is none. */
  static Optional<String> of(long pid) {
    return Files.exists(BOOT_ID) ? fromKernel(pid) : fromJdk(pid);
  }

  /** The process that was born then, if it lives. */
  static Optional<ProcessHandle> find(long pid, String birth) {
    return of(pid).filter(birth::equals).flatMap(same -> ProcessHandle.of(pid));
  }

  /**
   * Completes when a process that is not our child has ended: the JDK looks after such a one every
   * few seconds only, and Java 21 knows no pidfd.
   */
  static CompletableFuture<Void> end(long pid, String birth) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    look(pid, birth, end);
    return end;
  }

  private static void look(long pid, String birth, CompletableFuture<Void> end) {
    if (find(pid, birth).isEmpty()) {
      end.complete(null);
    } else {
      CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS)
          .execute(() -> look(pid, birth, end));
    }
  }

  private static Optional<String> fromKernel(long pid) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      boolean dead = fields[STATE].equals("Z") || fields[STATE].equals("X");
      String boot = Files.readString(BOOT_ID, StandardCharsets.US_ASCII).strip();
      return dead ? Optional.empty() : Optional.of(boot + "/" + fields[START_TICKS]);
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static Optional<String> fromJdk(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().startInstant())
        .map(Object::toString);
  }
}

package dev.ringmaster.pool.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The children's pids and start times on disk, so that those whose balancer was killed are found by
 * the next one. A pid alone proves nothing (the system gives it to others), with its start time it
 * does.
 */
final class PidFile {
  /** Start times come from the kernel's clock ticks and the boot time: they may differ a little. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Path file;

  PidFile(Path file) {
    this.file = file;
  }

  void write(Collection<ProcessHandle> children) throws IOException {
    List<String> lines =
        children.stream()
            .flatMap(child -> started(child).map(at -> child.pid() + " " + at).stream())
            .toList();
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, lines);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Ends the children that an earlier balancer left behind, and what those had started.
   *
   * @return how many children there were
   */
  int reap() throws IOException {
    List<ProcessHandle> orphans = read().stream().flatMap(Optional::stream).toList();
    List<ProcessHandle> family = orphans.stream().flatMap(ProcessHandle::descendants).toList();
    orphans.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (ProcessHandle orphan : orphans) {
      awaitEnd(orphan, deadline);
      ProcessGroup.kill(orphan.pid());
    }
    family.forEach(ProcessHandle::destroyForcibly);
    Files.deleteIfExists(file);
    return orphans.size();
  }

  private List<Optional<ProcessHandle>> read() throws IOException {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
          .map(PidFile::living)
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  private static Optional<ProcessHandle> living(String line) {
    String[] words = line.split(" ", 2);
    try {
      Instant recorded = Instant.parse(words[1]);
      return ProcessHandle.of(Long.parseLong(words[0]))
          .filter(process ->
              started(process)
                  .filter(at -> Duration.between(at, recorded).abs().compareTo(TOLERANCE) <= 0)
                  .isPresent());
    } catch (RuntimeException torn) {
      // A line that was cut off names nobody.
      return Optional.empty();
    }
  }

  private static Optional<Instant> started(ProcessHandle process) {
    return process.info().startInstant();
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

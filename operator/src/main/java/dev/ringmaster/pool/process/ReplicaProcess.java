package dev.ringmaster.pool.process;

import dev.ringmaster.pool.LastWords;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One child, from its start to its end. */
final class ReplicaProcess {
  /** Only its parent learns a process's exit code. */
  private static final String UNKNOWN_EXIT =
      "exit code unknown, an earlier balancer had started it";

  private static final String LOOPBACK = "127.0.0.1";

  private final Replica start;
  private final Path output;
  private final @Nullable ProcessHandle handle;
  private final String birth;
  private final Supplier<String> epitaph;
  private volatile boolean ended;
  private volatile List<ProcessHandle> family = List.of();
  private boolean stopping;
  private @Nullable List<String> exit;

  private ReplicaProcess(
      Replica start,
      Path output,
      @Nullable ProcessHandle handle,
      String birth,
      Supplier<String> epitaph) {
    this.start = start;
    this.output = output;
    this.handle = handle;
    this.birth = birth;
    this.epitaph = epitaph;
    ended = handle == null;
  }

  /**
   * One that was just started.
   *
   * @param onEnd called once it is observed as exited, on any thread
   */
  static ReplicaProcess started(
      ReplicaSpec spec, int port, Path output, Process process, Runnable onEnd) {
    ReplicaProcess child =
        new ReplicaProcess(
            replica(spec, port, "pid " + process.pid()),
            output,
            process.toHandle(),
            ProcessBirth.of(process.pid()).orElse(""),
            () -> LastWords.ofCode(process.exitValue()));
    // Asking the handle again (isAlive, another onExit) may lag behind this callback.
    child.endsWith(process.onExit(), process.pid(), onEnd);
    return child;
  }

  /**
   * One that an earlier balancer had started.
   *
   * @param onEnd called once it is observed as exited, on any thread
   */
  static ReplicaProcess adopted(
      ChildRecord record, Path output, ProcessHandle handle, Runnable onEnd) {
    Replica start =
        new Replica(
            record.ordinal(),
            record.incarnation(),
            record.name(),
            record.revision(),
            LOOPBACK,
            record.port(),
            Replica.Phase.RUNNING,
            "pid " + record.pid(),
            List.of());
    ReplicaProcess child =
        new ReplicaProcess(start, output, handle, record.birth(), () -> UNKNOWN_EXIT);
    child.endsWith(ProcessBirth.end(record.pid(), record.birth()), record.pid(), onEnd);
    return child;
  }

  /** One that could not be started: it is observed as exited, and backed off from like a crash. */
  static ReplicaProcess failed(ReplicaSpec spec, Path output, IOException failure) {
    String reason = String.valueOf(failure.getMessage());
    return new ReplicaProcess(replica(spec, 0, ""), output, null, "", () -> reason);
  }

  private static Replica replica(ReplicaSpec spec, int port, String runtimeId) {
    return new Replica(
        spec.ordinal(),
        spec.incarnation(),
        spec.name(),
        spec.revision(),
        LOOPBACK,
        port,
        Replica.Phase.RUNNING,
        runtimeId,
        List.of());
  }

  int port() {
    return start.port();
  }

  Path output() {
    return output;
  }

  /** For the next balancer; empty where there is nothing left to adopt. */
  Optional<ChildRecord> record() {
    ProcessHandle child = handle;
    return child == null || ended
        ? Optional.empty()
        : Optional.of(
            new ChildRecord(
                start.ordinal(),
                start.incarnation(),
                start.name(),
                start.revision(),
                start.port(),
                child.pid(),
                birth));
  }

  Replica observe() {
    if (ended && exit == null) {
      exit = lastWords();
    }
    List<String> words = exit;
    return words == null
        ? start.in(stopping ? Replica.Phase.STOPPING : Replica.Phase.RUNNING)
        : start.ended(words);
  }

  /**
   * SIGTERM, then SIGKILL after the grace, to the child and to what it started: a shell that did
   * not {@code exec} its server would not pass the signal on.
   */
  void stop(Duration grace) {
    ProcessHandle child = handle;
    if (child == null || stopping || ended) {
      return;
    }
    stopping = true;
    family = child.descendants().toList();
    child.destroy();
    family.forEach(ProcessHandle::destroy);
    CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> kill(child));
  }

  private void kill(ProcessHandle child) {
    // Those that it has started since: after its death nobody knows whose they were.
    List<ProcessHandle> late = child.descendants().toList();
    child.destroyForcibly();
    late.forEach(ProcessHandle::destroyForcibly);
    family.forEach(ProcessHandle::destroyForcibly);
  }

  /** A child that was told to end has ended when those that it started have. */
  private void endsWith(CompletableFuture<?> end, long pid, Runnable onEnd) {
    var unused =
        end.thenCompose(own -> CompletableFuture.allOf(familyEnds()))
            .thenRun(() -> {
              ended = true;
              onEnd.run();
              Reaper.endGroup(pid);
            });
  }

  private CompletableFuture<?>[] familyEnds() {
    return family.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
  }

  private List<String> lastWords() {
    return LastWords.of(epitaph.get(), () -> OutputTail.of(output));
  }

  /** The child is gone for good: its output has nobody left to read it, unless it crashed. */
  void forget() {
    if (stopping) {
      try {
        Files.deleteIfExists(output);
      } catch (IOException stays) {
        // A file that can't be deleted does no harm; the next crash's clean-up tries again.
      }
    }
  }
}

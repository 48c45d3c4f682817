package dev.ringmaster.pool.process;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One child, from its start to its end. */
final class ReplicaProcess {
  /** 128 + the signal's number: how a shell would say that a signal ended it. */
  private static final int SIGNALLED = 128;

  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  private final ReplicaSpec spec;
  private final int port;
  private final Path output;
  private final @Nullable Process process;
  private final String failure;
  private volatile boolean ended;
  private volatile List<ProcessHandle> family = List.of();
  private boolean stopping;
  private @Nullable List<String> exit;

  private ReplicaProcess(
      ReplicaSpec spec, int port, Path output, @Nullable Process process, String failure) {
    this.spec = spec;
    this.port = port;
    this.output = output;
    this.process = process;
    this.failure = failure;
    ended = process == null;
  }

  /**
   * One that runs.
   *
   * @param onEnd called once it is observed as exited, on any thread
   */
  static ReplicaProcess running(
      ReplicaSpec spec, int port, Path output, Process process, Runnable onEnd) {
    ReplicaProcess child = new ReplicaProcess(spec, port, output, process, "");
    // Asking the handle again (isAlive, another onExit) may lag behind this callback.
    var unused = process.onExit().thenRun(() -> child.childEnded(process, onEnd));
    return child;
  }

  /** One that could not be started: it is observed as exited, and backed off from like a crash. */
  static ReplicaProcess failed(ReplicaSpec spec, Path output, IOException failure) {
    return new ReplicaProcess(spec, 0, output, null, String.valueOf(failure.getMessage()));
  }

  int port() {
    return port;
  }

  Path output() {
    return output;
  }

  @Nullable Process process() {
    return process;
  }

  Replica observe() {
    if (ended && exit == null) {
      exit = lastWords();
    }
    Replica.Phase phase =
        ended ? Replica.Phase.EXITED : stopping ? Replica.Phase.STOPPING : Replica.Phase.RUNNING;
    return new Replica(
        spec.ordinal(),
        spec.incarnation(),
        spec.name(),
        "127.0.0.1",
        port,
        phase,
        process == null ? "" : "pid " + process.pid(),
        exit == null ? List.of() : exit);
  }

  /**
   * SIGTERM, then SIGKILL after the grace, to the child and to what it started: a shell that did
   * not {@code exec} its server would not pass the signal on.
   */
  void stop(Duration grace) {
    Process child = process;
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

  private void kill(Process child) {
    // Those that it has started since: after its death nobody knows whose they were.
    List<ProcessHandle> late = child.descendants().toList();
    child.destroyForcibly();
    late.forEach(ProcessHandle::destroyForcibly);
    family.forEach(ProcessHandle::destroyForcibly);
  }

  /** A child that was told to end has ended when those that it started have. */
  private void childEnded(Process child, Runnable onEnd) {
    CompletableFuture<?>[] others =
        family.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    var unused =
        CompletableFuture.allOf(others)
            .thenRun(() -> {
              ended = true;
              onEnd.run();
              ProcessGroup.kill(child.pid());
            });
  }

  private List<String> lastWords() {
    List<String> words = new ArrayList<>();
    int code = process == null ? 0 : process.exitValue();
    words.add(process == null ? failure : describe(code));
    if (code != SIGNALLED + SIGKILL) {
      // Who is killed has no time to say why.
      words.addAll(OutputTail.lastLines(output));
    }
    return words;
  }

  private static String describe(int code) {
    return switch (code) {
      case SIGNALLED + SIGKILL -> "killed (SIGKILL)";
      case SIGNALLED + SIGTERM -> "terminated (SIGTERM)";
      default -> "exit code " + code;
    };
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

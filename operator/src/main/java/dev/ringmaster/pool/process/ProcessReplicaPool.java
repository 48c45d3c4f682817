package dev.ringmaster.pool.process;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaSpec;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Replicas as child processes on 127.0.0.1. Confined to one thread, but for the listener, which the
 * JDK's process reaper calls the moment a child ends.
 *
 * <p>A child ignores the terminal's SIGINT and SIGHUP and leaves its session where {@code setsid}
 * exists, because Ctrl-C is for the balancer: it drains before its children go. It writes to a
 * file, never to a pipe, so that it outlives a balancer that is killed.
 */
public final class ProcessReplicaPool implements ReplicaPool {
  /** Run by {@code sh -c}; the process id stays the shell's through both execs. */
  private static final String DETACHED =
      "trap '' INT HUP; if command -v setsid >/dev/null 2>&1; then exec setsid \"$@\"; fi; exec \"$@\"";

  private static final int CRASH_LOGS = 20;
  private static final Logger LOG = System.getLogger(ProcessReplicaPool.class.getName());

  /** All pools of this process share the ports. */
  private static final PortPicker PORTS = new PortPicker(new Random());

  private final Path folder;
  private final LaunchCommand launch;
  private final Runnable onChange;
  private final PidFile pids;
  private final Map<Long, ReplicaProcess> children = new LinkedHashMap<>();

  /**
   * A pool that has started nothing yet.
   *
   * @param folder of its own, for the children's output and pids; exists
   * @param onChange called on any thread when a child ended
   */
  public ProcessReplicaPool(Path folder, LaunchCommand launch, Runnable onChange) {
    this.folder = folder;
    this.launch = launch;
    this.onChange = onChange;
    pids = new PidFile(folder.resolve("pids"));
  }

  /**
   * Ends children that a balancer which was killed left behind in a folder.
   *
   * @param folder of a pool
   * @return how many there were
   */
  public static int reapOrphans(Path folder) throws IOException {
    return new PidFile(folder.resolve("pids")).reap();
  }

  @Override
  public List<Replica> observe() {
    return children.values().stream().map(ReplicaProcess::observe).toList();
  }

  @Override
  public void create(ReplicaSpec spec) {
    Path output = folder.resolve("%d-%d.log".formatted(spec.ordinal(), spec.incarnation()));
    try {
      int port = PORTS.pick();
      children.put(spec.incarnation(), start(spec, port, output));
      writePids();
    } catch (IOException failure) {
      children.put(spec.incarnation(), ReplicaProcess.failed(spec, output, failure));
      onChange.run();
    }
  }

  private ReplicaProcess start(ReplicaSpec spec, int port, Path output) throws IOException {
    try {
      Process process = exec(spec, port, output);
      return ReplicaProcess.running(spec, port, output, process, onChange);
    } catch (IOException failure) {
      PORTS.release(port);
      throw failure;
    }
  }

  private Process exec(ReplicaSpec spec, int port, Path output) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", DETACHED, "sh"));
    command.addAll(launch.commandLine(spec, port));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(launch.environment(spec, port));
    Files.deleteIfExists(output);
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output.toFile())
            .start();
    LOG.log(Level.DEBUG, () -> "pid %d runs %s".formatted(process.pid(), command));
    return process;
  }

  @Override
  public void stop(long incarnation, Duration grace) {
    ReplicaProcess child = children.get(incarnation);
    if (child != null) {
      child.stop(grace);
    }
  }

  @Override
  public void forget(long incarnation) {
    ReplicaProcess child = children.remove(incarnation);
    if (child != null) {
      child.forget();
      PORTS.release(child.port());
      writePids();
      trimCrashLogs();
    }
  }

  private void writePids() {
    Collection<ProcessHandle> alive =
        children.values().stream()
            .map(ReplicaProcess::process)
            .filter(Objects::nonNull)
            .map(Process::toHandle)
            .toList();
    try {
      pids.write(alive);
    } catch (IOException full) {
      // Serving goes on: a child that the file misses is only missed if this process is killed.
    }
  }

  /** Crashed children leave their output to be read; the newest are enough. */
  private void trimCrashLogs() {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.toString().endsWith(".log") && !inUse(file))
          .sorted(Comparator.comparing(ProcessReplicaPool::modified).reversed())
          .skip(CRASH_LOGS)
          .forEach(ProcessReplicaPool::delete);
    } catch (IOException unreadable) {
      // The next one that ends trims.
    }
  }

  private boolean inUse(Path output) {
    return children.values().stream().anyMatch(child -> child.output().equals(output));
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return FileTime.fromMillis(0);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException stays) {
      // It does no harm.
    }
  }
}

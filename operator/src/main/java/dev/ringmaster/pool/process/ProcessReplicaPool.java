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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
  private final ChildJournal journal;
  private final Map<Long, ReplicaProcess> children = new LinkedHashMap<>();

  /**
   * A pool of the children that the journal names and that live. Children of this folder that it
   * does not name are ended.
   *
   * @param folder of its own, for the children's output; exists
   * @param onChange called on any thread when a child ended
   */
  public ProcessReplicaPool(
      Path folder, LaunchCommand launch, ChildJournal journal, Runnable onChange) {
    this.folder = folder;
    this.launch = launch;
    this.journal = journal;
    this.onChange = onChange;
    journal.read().forEach(this::adopt);
    Reaper.end(Strays.find(folder, children.keySet()));
  }

  private void adopt(ChildRecord record) {
    ProcessBirth.find(record.pid(), record.birth())
        .ifPresent(living -> {
          PORTS.promise(record.port());
          children.put(
              record.incarnation(),
              ReplicaProcess.adopted(
                  record, output(record.ordinal(), record.incarnation()), living, onChange));
        });
  }

  /**
   * Ends the children of a balancer that is no more.
   *
   * @param folder of its pool
   * @param children of its journal
   * @return how many of them lived
   */
  public static int reap(Path folder, List<ChildRecord> children) {
    List<ProcessHandle> named =
        children.stream()
            .flatMap(record -> ProcessBirth.find(record.pid(), record.birth()).stream())
            .toList();
    Reaper.end(named);
    Reaper.end(Strays.find(folder, Set.of()));
    return named.size();
  }

  /** Ends children at once: nobody waits for them any more. */
  public static void kill(List<ChildRecord> children) {
    for (ChildRecord record : children) {
      ProcessBirth.find(record.pid(), record.birth())
          .ifPresent(child -> {
            List<ProcessHandle> family = child.descendants().toList();
            child.destroyForcibly();
            family.forEach(ProcessHandle::destroyForcibly);
          });
    }
  }

  private Path output(int ordinal, long incarnation) {
    return folder.resolve("%d-%d.log".formatted(ordinal, incarnation));
  }

  @Override
  public List<Replica> observe() {
    return children.values().stream().map(ReplicaProcess::observe).toList();
  }

  @Override
  public void create(ReplicaSpec spec) {
    Path output = output(spec.ordinal(), spec.incarnation());
    try {
      int port = PORTS.pick();
      children.put(spec.incarnation(), start(spec, port, output));
      writeJournal();
    } catch (IOException failure) {
      children.put(spec.incarnation(), ReplicaProcess.failed(spec, output, failure));
      onChange.run();
    }
  }

  private ReplicaProcess start(ReplicaSpec spec, int port, Path output) throws IOException {
    try {
      Process process = exec(spec, port, output);
      return ReplicaProcess.started(spec, port, output, process, onChange);
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
    builder.environment().put(Strays.MARK, Strays.mark(folder, spec.incarnation()));
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
      writeJournal();
      trimCrashLogs();
    }
  }

  private void writeJournal() {
    journal.write(children.values().stream().flatMap(child -> child.record().stream()).toList());
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

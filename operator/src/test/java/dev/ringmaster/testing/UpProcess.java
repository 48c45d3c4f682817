package dev.ringmaster.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real {@code ringmaster up}: the shipped jar as a process of its own, on free ports of
 * 127.0.0.1. Closing it ends it and everything that it started.
 */
public final class UpProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** No port twice, though its owner has yet to bind it. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private static final Pattern UP =
      Pattern.compile("Ringmaster is up: http://\\S+:(\\d+) {3}\\(admin http://\\S+:(\\d+)\\)");

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private UpProcess(Process process) {
    this.process = process;
    reader = Thread.ofVirtual().start(this::read);
  }

  /** Starts {@code up} with these arguments, on free ports. */
  public static UpProcess start(Path state, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("up", "--bind", "127.0.0.1", "--port", "0", "--admin-port", "0", "--state"));
    command.add(state.toString());
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** Starts the program with just these arguments. */
  public static UpProcess run(List<String> arguments) {
    return run(arguments, Map.of());
  }

  /** Starts the program with these arguments and these variables beside its environment. */
  public static UpProcess run(List<String> arguments, Map<String, String> environment) {
    String home = System.getProperty("ringmaster.home");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Dringmaster.home=" + home,
                "-jar",
                home + "/ringmaster.jar"));
    command.addAll(arguments);
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      return new UpProcess(builder.start());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (output) {
          output.add(line);
          output.notifyAll();
        }
      }
    } catch (IOException ended) {
      output.add("(output broke off: " + ended + ")");
    }
    synchronized (output) {
      output.notifyAll();
    }
  }

  /** Everything printed so far. */
  public List<String> output() {
    return List.copyOf(output);
  }

  /** Waits for a line that was or will be printed. */
  public String awaitLine(Predicate<String> wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    synchronized (output) {
      while (true) {
        for (String line : output) {
          if (wanted.test(line)) {
            return line;
          }
        }
        long left = deadline - System.nanoTime();
        if (left <= 0 || (!process.isAlive() && !reader.isAlive())) {
          throw new AssertionError("no such line in:\n" + String.join("\n", output));
        }
        try {
          output.wait(Math.min(100, left / 1_000_000 + 1));
        } catch (InterruptedException stop) {
          throw new AssertionError(stop);
        }
      }
    }
  }

  /** Where clients connect; waits until it is up. */
  public InetSocketAddress data() {
    return address(1);
  }

  /** Where probes connect; waits until it is up. */
  public InetSocketAddress admin() {
    return address(2);
  }

  private InetSocketAddress address(int group) {
    String line = awaitLine(UP.asPredicate());
    Matcher matcher = UP.matcher(line);
    if (!matcher.find()) {
      throw new AssertionError(line);
    }
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), Integer.parseInt(matcher.group(group)));
  }

  /** The process itself. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** The replicas that run now; a {@code kill} that ends what a replica left is none. */
  public List<ProcessHandle> replicas() {
    return process
        .children()
        .filter(child -> environment(child).contains("\0RINGMASTER_REPLICA="))
        .toList();
  }

  /** The pid of the replica of this name, by its environment. */
  public ProcessHandle replica(String name) {
    return replicas().stream()
        .filter(child -> environment(child).contains("\0SERVER_ID=" + name + "\0"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no process of replica " + name));
  }

  private static String environment(ProcessHandle child) {
    try {
      return "\0"
          + new String(
              Files.readAllBytes(Path.of("/proc", Long.toString(child.pid()), "environ")),
              StandardCharsets.UTF_8);
    } catch (IOException gone) {
      return "";
    }
  }

  /**
   * A port that was free just now and that the system gives to no outgoing connection: a client
   * that tries it while nobody listens must not meet itself there.
   */
  public static int freePort() {
    for (int i = 0; i < 100; i++) {
      int port = ThreadLocalRandom.current().nextInt(12_000, 20_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (GIVEN.add(port)) {
          return free.getLocalPort();
        }
      } catch (IOException taken) {
        // Another one.
      }
    }
    throw new AssertionError("no free port from 12000 to 20000");
  }

  /** What replicas of state folders below this one are known by, one a process that lives. */
  public static List<String> marksBelow(Path folder) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> Stream.of(environment(process).split("\0", -1)))
        .filter(variable -> variable.startsWith("RINGMASTER_REPLICA=" + folder))
        .toList();
  }

  /** Sends a signal by name, such as {@code INT}. */
  public static void signal(String name, ProcessHandle target) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(target.pid())).start().waitFor();
      if (code != 0) {
        throw new AssertionError("kill -" + name + " " + target.pid() + ": exit " + code);
      }
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Waits for the end; the exit code. */
  public int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still running:\n" + String.join("\n", output));
      }
      reader.join();
      return process.exitValue();
    } catch (InterruptedException stop) {
      throw new AssertionError(stop);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
  }
}

package dev.ringmaster.app.analyze;

import dev.ringmaster.app.cli.UserError;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A balancer of our own: {@code up} as a child process on free ports of 127.0.0.1, with a temporary
 * state folder. Closing it drains it and leaves nothing.
 */
final class ChildBalancer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** Longer than drain deadline and grace together. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(45);

  private static final int LINES_KEPT = 20;
  private static final Pattern UP =
      Pattern.compile("Ringmaster is up: http://\\S+:(\\d+) {3}\\(admin http://\\S+:(\\d+)\\)");

  private final Path folder;
  private final Process process;
  private final Deque<String> tail = new ArrayDeque<>();
  private final CompletableFuture<Matcher> up = new CompletableFuture<>();

  private ChildBalancer(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  /**
   * Starts it; it may not be up yet.
   *
   * @param launch the command line of this program
   */
  static ChildBalancer start(List<String> launch, String manifest) throws IOException {
    Path folder = Files.createTempDirectory("ringmaster-analyze-");
    try {
      Path file = Files.writeString(folder.resolve("balancer.yaml"), manifest);
      List<String> command = new ArrayList<>(launch);
      command.addAll(List.of("up", file.toString(), "--bind", "127.0.0.1"));
      command.addAll(List.of("--port", "0", "--admin-port", "0"));
      command.addAll(List.of("--state", folder.resolve("state").toString()));
      return new ChildBalancer(
          folder,
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start());
    } catch (IOException failure) {
      delete(folder);
      throw failure;
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        keep(line);
        Matcher matcher = UP.matcher(line);
        if (matcher.find()) {
          up.complete(matcher);
        }
      }
    } catch (IOException ended) {
      keep("(output broke off: " + ended.getMessage() + ")");
    }
    up.completeExceptionally(new IOException("it ended"));
  }

  private synchronized void keep(String line) {
    tail.addLast(line);
    if (tail.size() > LINES_KEPT) {
      tail.removeFirst();
    }
  }

  private synchronized String tail() {
    return String.join(" | ", tail);
  }

  /** Where clients connect; waits until its replicas are routable. */
  URI url() throws InterruptedException, UserError {
    return address(1);
  }

  /** Its admin API. */
  URI admin() throws InterruptedException, UserError {
    return address(2);
  }

  private URI address(int group) throws InterruptedException, UserError {
    try {
      Matcher matcher = up.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
      return URI.create("http://127.0.0.1:" + matcher.group(group));
    } catch (ExecutionException | TimeoutException failure) {
      throw UserError.absent(
          "a balancer of our own did not come up within %d s: %s"
              .formatted(START_LIMIT.toSeconds(), tail()));
    }
  }

  /** The replica of this name, by the environment of the children; 0 where that can't be read. */
  long pidOf(String replica) {
    return process
        .children()
        .filter(child -> Reach.bears(child.pid(), replica))
        .mapToLong(ProcessHandle::pid)
        .findFirst()
        .orElse(0);
  }

  /** At once, whatever is in flight. */
  void kill() {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException hurry) {
      kill();
      Thread.currentThread().interrupt();
    }
    delete(folder);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException gone) {
      // A temporary folder: the system clears it.
    }
  }
}

package dev.ringmaster.testing.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that ends with this JVM, however that ends: a watcher beside it reads a pipe from here,
 * and kills it when the pipe breaks. It leads a session of its own, so signals reach its children.
 */
public final class ChildProcess implements AutoCloseable {
  /**
   * The process id stays the shell's through both execs. The watcher outlives the Ctrl-C that ends
   * the JVM: they are of one group.
   */
  private static final String WATCHED =
      """
      exec 3<&0
      trap '' HUP INT TERM
      (read -r _ <&3 || kill -s KILL -- -$$ $$) >/dev/null 2>&1 &
      trap - HUP INT TERM
      exec setsid "$@" 3<&- </dev/null
      """;

  private final Process process;

  private ChildProcess(Process process) {
    this.process = process;
    var unused = process.onExit().thenRun(this::dismissWatcher);
  }

  /**
   * Starts it.
   *
   * @param environment all of it
   * @param folder where it works
   * @param output takes what it prints, after what is there
   */
  public static ChildProcess start(
      List<String> command, Map<String, String> environment, Path folder, Path output)
      throws IOException {
    List<String> watched = new ArrayList<>(List.of("/bin/sh", "-c", WATCHED, "sh"));
    watched.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(watched);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new ChildProcess(
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start());
  }

  private void dismissWatcher() {
    try (OutputStream pipe = process.getOutputStream()) {
      pipe.write("ended\n".getBytes(UTF_8));
    } catch (IOException gone) {
      // So is the watcher.
    }
  }

  /** Its id, which is also its group's. */
  public long pid() {
    return process.pid();
  }

  /** It has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end; 128 + n after a signal n. */
  public int awaitExit() throws InterruptedException {
    return process.waitFor();
  }

  /** Waits for its end, at most so long; whether it came. */
  public boolean awaitExit(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Sends a signal by name, such as TERM, to the program alone. */
  public void signal(String name) {
    kill(name, Long.toString(process.pid()));
  }

  /** Sends a signal to the program and all that it started. */
  public void signalAll(String name) {
    kill(name, "-" + process.pid());
  }

  private static void kill(String name, String target) {
    try {
      new ProcessBuilder("kill", "-s", name, "--", target)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /** Kills it with all that it started. */
  @Override
  public void close() {
    signalAll("KILL");
    process.destroyForcibly();
  }
}

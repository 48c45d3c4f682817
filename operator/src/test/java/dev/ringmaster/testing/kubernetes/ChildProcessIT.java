package dev.ringmaster.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Map<String, String> PATH = Map.of("PATH", "/usr/bin:/bin");

  @TempDir private Path folder;

  /** A program that starts another, says which, and waits to be killed. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      Path folder = Path.of(args[0]);
      ChildProcess child =
          ChildProcess.start(List.of("sleep", "600"), PATH, folder, folder.resolve("out"));
      System.out.println(child.pid());
      child.awaitExit();
    }
  }

  @Test
  void program_endsWithItsJvm_evenIfThatIsKilled() throws Exception {
    Process parent = parent();
    try (BufferedReader said = parent.inputReader()) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
      assertThat(child.isAlive()).isTrue();
      parent.destroyForcibly();
      awaitEnd(child);
    }
  }

  /** As a Ctrl-C does it: every process of the group is told. */
  @Test
  void program_endsWithItsJvm_evenIfItsWatcherIsToldToEnd() throws Exception {
    Process parent = parent("setsid");
    try (BufferedReader said = parent.inputReader()) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
      new ProcessBuilder("kill", "-s", "TERM", "--", "-" + parent.pid()).start().waitFor();
      awaitEnd(parent.toHandle());
      awaitEnd(child);
    }
  }

  private Process parent(String... by) throws Exception {
    Path classes =
        Path.of(ChildProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> command = new ArrayList<>(List.of(by));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes.toString(),
            Parent.class.getName(),
            folder.toString()));
    return new ProcessBuilder(command).start();
  }

  @Test
  void signals_reachAllThatItStarted() throws Exception {
    Path output = folder.resolve("out");
    try (ChildProcess child =
        ChildProcess.start(
            List.of("sh", "-c", "sleep 600 & echo $!; wait"), PATH, folder, output)) {
      Awaitility.await().atMost(PATIENCE).until(() -> !Files.readString(output).isEmpty());
      ProcessHandle grandchild =
          ProcessHandle.of(Long.parseLong(Files.readString(output).strip())).orElseThrow();
      child.signalAll("KILL");
      assertThat(child.awaitExit()).isEqualTo(128 + 9);
      awaitEnd(grandchild);
    }
  }

  @Test
  void exitCode_isTheProgramsOwn() throws Exception {
    ChildProcess child =
        ChildProcess.start(List.of("sh", "-c", "exit 3"), PATH, folder, folder.resolve("out"));
    assertThat(child.awaitExit()).isEqualTo(3);
  }

  private static void awaitEnd(ProcessHandle process) {
    Awaitility.await("process " + process.pid() + " has ended")
        .atMost(PATIENCE)
        .until(() -> !process.isAlive());
  }
}

package dev.ringmaster.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class StateFolderTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path temp;

  @Test
  void open_makesTheFolderAndThoseWithin() throws Exception {
    try (StateFolder state = StateFolder.open(temp.resolve("a/b"))) {
      assertThat(state.folder("shop_web")).isDirectory().isEqualTo(temp.resolve("a/b/shop_web"));
      assertThat(state.folder("shop_web")).isDirectory();
      assertThat(temp.resolve("a/b/lock")).hasContent(ownPid());
    }
  }

  @Test
  void open_ofAFolderThatAnotherProcessHolds_namesIt() throws Exception {
    Process holder = holder();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");

      assertRefused(temp, "in use by another ringmaster (pid " + holder.pid() + ")");
    } finally {
      holder.destroyForcibly().waitFor();
    }
    // However it ended, its lock went with it.
    StateFolder.open(temp).close();
  }

  @Test
  void open_twiceInOneProcess_isRefusedAndStillHoldsAgainstOthers() throws Exception {
    try (StateFolder held = StateFolder.open(temp)) {
      assertRefused(temp, "in use by another ringmaster (pid " + ownPid() + ")");
      assertRefused(temp.resolve("../" + temp.getFileName()), "pid " + ownPid());

      Process other = holder();
      assertThat(other.inputReader().readLine()).contains("(pid " + ownPid() + ")");
      assertThat(other.waitFor()).isZero();
      assertThat(held.folder("x")).isDirectory();
    }
  }

  @Test
  void close_freesTheLock() throws Exception {
    StateFolder first = StateFolder.open(temp);
    first.close();
    try (StateFolder second = StateFolder.open(temp)) {
      first.close();

      assertRefused(temp, "in use");
      assertThat(second.folder("x")).isDirectory();
    }
    Process other = holder();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("held");
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void open_ofAFile_saysSo() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "");

    assertRefused(file, "not writable (a file is there)");
    assertRefused(file.resolve("below"), "not writable (");
  }

  @Test
  void open_whereNothingCanBeMade_saysSo() {
    assertRefused(Path.of("/proc/ringmaster"), "not writable (");
  }

  @Test
  void open_afterAFailure_isNotRefused() throws Exception {
    Path lock = Files.createDirectory(temp.resolve("lock"));
    assertRefused(temp, "not writable (");
    Files.delete(lock);

    StateFolder.open(temp).close();
  }

  @Test
  void folder_whoseNameAFileHas_isRefused() throws Exception {
    Files.writeString(temp.resolve("shop_web"), "");
    try (StateFolder state = StateFolder.open(temp)) {
      assertThatThrownBy(() -> state.folder("shop_web"))
          .isInstanceOf(StateFolderException.class)
          .hasMessage("state folder %s: can't make shop_web in it (a file is there)", temp);
    }
  }

  private static void assertRefused(Path path, String got) {
    assertThatThrownBy(() -> StateFolder.open(path).close())
        .isInstanceOf(StateFolderException.class)
        .message()
        .startsWith("state folder " + path + ": " + (got.startsWith("pid") ? "" : got))
        .contains(got)
        .contains(", expected a f")
        .contains("--state")
        .doesNotContain("\n");
  }

  private Process holder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            temp.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String ownPid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  /** The other process: holds the folder until it is killed, or says why it can't. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      try {
        StateFolder held = StateFolder.open(Path.of(args[0]));
        System.out.println("held");
        System.in.read();
        held.close();
      } catch (StateFolderException refused) {
        System.out.println(refused.getMessage());
      }
    }
  }
}

package dev.ringmaster.app.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.UpProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A state folder on a disk of its own, which gets full or can't be written to. */
@Timeout(120)
final class DiskIT {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path disk;

  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    // Temporary folders may be links, the kernel's mount table is not.
    disk = Files.createDirectory(folder.resolve("disk")).toRealPath();
    mounted = run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk.toString());
    assumeThat(mounted).as("a disk of its own needs root and mount(8)").isTrue();
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", "-l", disk.toString())).isTrue();
    }
  }

  @Test
  void fullDisk_refusesWhatCantBeRemembered_healsAllTheSame_andStartsNoDoubles() throws Exception {
    try (UpProcess first = UpProcess.start(disk)) {
      assertThat(first.data()).isNotNull();
      Path filler = fill();
      Response refused = send(first, "POST", "/add", "{\"n\":1}");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text()).contains("<Error> The change can't be saved (No space left");
      assertThat(rep(first)).contains("[\"s1\",\"s2\",\"s3\"]");

      UpProcess.signal("KILL", first.replica("s1"));
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(rep(first)).contains("[\"s4\",\"s2\",\"s3\"]"));
      first.awaitLine(line -> line.contains("the state can't be saved (No space left on device)"));

      // The newcomer stands in no journal now.
      List<ProcessHandle> born = first.replicas();
      UpProcess.signal("KILL", first.handle());
      first.awaitExit();
      Files.delete(filler);
      try (UpProcess next = UpProcess.start(disk)) {
        assertThat(next.data()).isNotNull();
        assertThat(UpProcess.marksBelow(disk)).doesNotHaveDuplicates().hasSize(3);
        await().until(() -> born.stream().filter(ProcessHandle::isAlive).count() == 2);
        assertThat(send(next, "POST", "/add", "{\"n\":1}").status()).isEqualTo(200);
        UpProcess.signal("TERM", next.handle());
        assertThat(next.awaitExit()).isZero();
      }
    }
  }

  @Test
  void readOnlyDisk_isRefusedWithOneLine() throws Exception {
    assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();
    try (UpProcess up = UpProcess.start(disk)) {
      assertThat(up.awaitExit()).isEqualTo(2);
      assertThat(up.output())
          .singleElement()
          .asString()
          .startsWith(
              "ringmaster: state folder " + disk + ": not writable (Read-only file system)");
    }
  }

  private Path fill() throws IOException {
    Path filler = disk.resolve("filler");
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      for (int i = 0; i < 1000; i++) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
      return filler;
    }
    throw new AssertionError("4 MB fit on 512 KiB");
  }

  private static boolean run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  private static Response send(UpProcess up, String method, String path, String body)
      throws IOException {
    try (HttpWire client = HttpWire.open(up.data())) {
      return client.send(method, path, body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String rep(UpProcess up) throws IOException {
    try (HttpWire client = HttpWire.open(up.data())) {
      return client.get("/rep").text();
    }
  }
}

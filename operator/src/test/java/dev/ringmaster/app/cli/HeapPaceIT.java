package dev.ringmaster.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The collector's own way, and the same with a pace. */
@Timeout(60)
final class HeapPaceIT {
  private static final long MB = 1 << 20;

  /** Older collectors may do it of themselves. */
  private static final int FIRST_TO_NEED_IT = 25;

  @Test
  void heap_ofObjectsThatGrowOldAndDie_growsWithAllOfThem_unlessItIsPaced() throws Exception {
    if (Runtime.version().feature() >= FIRST_TO_NEED_IT) {
      assertThat(largest("alone")).as("what the pace is for").isGreaterThan(150 * MB);
    }
    assertThat(largest("paced")).isLessThan(40 * MB);
  }

  /** With the options of the launcher. */
  private static long largest(String how) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms16m",
                "-Xmx512m",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=30",
                "-XX:-ShrinkHeapInSteps",
                "-cp",
                home(Connections.class) + File.pathSeparator + home(HeapPace.class),
                Connections.class.getName(),
                how)
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return Long.parseLong(output.strip());
  }

  private static Path home(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** What lives at a time is 8 MB, each of it long enough to be taken for old. */
  static final class Connections {
    private static final int LIVE = 8_000;
    private static final int ALL = 200_000;

    private Connections() {}

    public static void main(String[] how) {
      HeapPace pace = HeapPace.ofThisJvm();
      Queue<byte[]> open = new ArrayDeque<>();
      long largest = 0;
      for (int i = 0; i < ALL; i++) {
        open.add(new byte[1_000]);
        if (open.size() > LIVE) {
          open.remove();
        }
        if (i % 1_000 == 0) {
          if (how[0].equals("paced")) {
            pace.look();
          }
          largest = Math.max(largest, Runtime.getRuntime().totalMemory());
        }
      }
      System.out.println(largest);
    }
  }
}

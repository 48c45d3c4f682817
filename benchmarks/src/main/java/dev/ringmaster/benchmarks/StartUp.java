package dev.ringmaster.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * From the exec of {@code ./ringmaster up} to the first 200 of {@code /home}, wall clock, with
 * everything built: the launcher, the balancer's JVM and three replicas' JVMs.
 */
public final class StartUp {
  private static final int STARTS = 10;
  private static final Duration BOUND = Duration.ofSeconds(60);

  private StartUp() {}

  /**
   * Measures.
   *
   * @param args the launcher's path, then arguments for {@code up}
   */
  public static void main(String[] args) throws Exception {
    List<Double> times = new ArrayList<>();
    for (int start = 0; start < STARTS; start++) {
      double seconds = once(List.of(args));
      System.out.printf(Locale.ROOT, "start %2d: %.3f s%n", start + 1, seconds);
      times.add(seconds);
    }
    times.sort(null);
    System.out.printf(
        Locale.ROOT,
        "start to the first 200, %d starts: median %.3f s, minimum %.3f s, maximum %.3f s%n",
        STARTS,
        (times.get(STARTS / 2 - 1) + times.get(STARTS / 2)) / 2,
        times.getFirst(),
        times.getLast());
  }

  private static double once(List<String> arguments) throws IOException, InterruptedException {
    int port = freePort();
    Path state = Files.createTempDirectory("ringmaster-startup");
    List<String> command = new ArrayList<>(List.of(arguments.getFirst(), "up"));
    command.addAll(List.of("--port", "" + port, "--admin-port", "0", "--state", "" + state));
    command.addAll(arguments.subList(1, arguments.size()));
    long begin = System.nanoTime();
    Process up =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"))
            .start();
    try {
      awaitHome(port, begin);
      return (System.nanoTime() - begin) / 1e9;
    } finally {
      up.destroy();
      if (!up.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
        up.destroyForcibly();
      }
    }
  }

  private static void awaitHome(int port, long begin) {
    while (System.nanoTime() - begin < BOUND.toNanos()) {
      if (answers(port)) {
        return;
      }
      LockSupport.parkNanos(2_000_000);
    }
    throw new IllegalStateException("no 200 within " + BOUND);
  }

  private static boolean answers(int port) {
    try {
      HttpURLConnection home =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/home").toURL().openConnection();
      home.setConnectTimeout(1_000);
      home.setReadTimeout(1_000);
      return home.getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

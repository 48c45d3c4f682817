package dev.ringmaster.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From the exec of {@code ./ringmaster up} to the first 200 of {@code /home}, wall clock, with
 * everything built: the launcher and the balancer's JVM, once with three replicas' JVMs and once
 * with three servers that run already. The two take turns, so that both meet the same neighbours.
 * Beside it the processor time of the balancer and its children until then, which neighbours
 * disturb less.
 */
public final class StartUp {
  private static final int STARTS = 10;

  /** Between two attempts: the client must not take the processor from what it watches. */
  private static final long PAUSE_NANOS = 10_000_000;

  private static final int SERVERS = 3;
  private static final Duration BOUND = Duration.ofSeconds(60);

  private StartUp() {}

  private record Start(double seconds, double cpuSeconds) {}

  /**
   * Measures.
   *
   * @param args the launcher's path, then arguments for {@code up}
   */
  public static void main(String[] args) throws Exception {
    List<String> replicas = List.of(args);
    List<HttpServer> servers = new ArrayList<>();
    for (int i = 0; i < SERVERS; i++) {
      servers.add(server());
    }
    List<String> addresses = new ArrayList<>(replicas);
    addresses.add(manifest(servers).toString());
    List<Start> withReplicas = new ArrayList<>();
    List<Start> withAddresses = new ArrayList<>();
    for (int start = 0; start < STARTS; start++) {
      withReplicas.add(once(replicas));
      withAddresses.add(once(addresses));
      System.out.printf(
          Locale.ROOT,
          "start %2d: replicas %s, addresses %s%n",
          start + 1,
          text(withReplicas.getLast()),
          text(withAddresses.getLast()));
    }
    report("three JVM replicas", withReplicas);
    report("template.addresses", withAddresses);
    servers.forEach(server -> server.stop(0));
  }

  private static String text(Start start) {
    return String.format(Locale.ROOT, "%.3f s (%.2f s of CPU)", start.seconds, start.cpuSeconds);
  }

  private static void report(String what, List<Start> starts) {
    List<Double> times = starts.stream().map(Start::seconds).sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "%s, start to the first 200, %d starts: median %.3f s, minimum %.3f s, maximum %.3f s; CPU median %.2f s%n",
        what,
        STARTS,
        median(times),
        times.getFirst(),
        times.getLast(),
        median(starts.stream().map(Start::cpuSeconds).sorted().toList()));
  }

  private static double median(List<Double> sorted) {
    return (sorted.get(STARTS / 2 - 1) + sorted.get(STARTS / 2)) / 2;
  }

  /** A server that runs already. */
  private static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static Path manifest(List<HttpServer> servers) throws IOException {
    String addresses =
        servers.stream()
            .map(server -> "127.0.0.1:" + server.getAddress().getPort())
            .collect(Collectors.joining(", "));
    return Files.writeString(
        Files.createTempFile("ringmaster-startup", ".yaml"),
        """
        apiVersion: ringmaster.dev/v1alpha1
        kind: LoadBalancer
        metadata: {name: addresses}
        spec: {template: {addresses: [%s]}}
        """
            .formatted(addresses));
  }

  private static Start once(List<String> arguments) throws IOException, InterruptedException {
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
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new Start(seconds, cpuSeconds(up.toHandle()));
    } finally {
      up.destroy();
      if (!up.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
        up.destroyForcibly();
      }
    }
  }

  /** Of a process and all that it started, as far as the system tells; not of those that ended. */
  private static double cpuSeconds(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
            .mapToLong(one -> one.info().totalCpuDuration().orElse(Duration.ZERO).toMillis())
            .sum()
        / 1e3;
  }

  private static void awaitHome(int port, long begin) {
    while (System.nanoTime() - begin < BOUND.toNanos()) {
      if (answers(port)) {
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
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

  /**
   * Below the ephemeral ranges: a client that asks again and again for an ephemeral port on which
   * nobody listens is, now and then, given that port itself, and then talks to itself.
   */
  private static int freePort() throws IOException {
    int port = RandomGenerator.getDefault().nextInt(10_000, 20_000);
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

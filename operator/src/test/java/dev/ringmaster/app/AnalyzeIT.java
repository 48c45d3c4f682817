package dev.ringmaster.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.UpProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The analyses as users run them: real balancers, real kills, and nothing left behind. */
@Timeout(600)
final class AnalyzeIT {
  private static final int LONGEST_RUN_MINUTES = 8;

  /** Beyond chance, even for the smallest share (0.8 %) of 200 requests. */
  private static final double IMPOSSIBLE_SIGMAS = 8;

  @TempDir private Path folder;

  @Test
  void analyze_startsItsOwnBalancers_reports_andLeavesNothing() throws Exception {
    try (UpProcess analyze = analyze("--requests", "300")) {
      analyze.awaitLine(line -> line.startsWith("A-2 the Ring, N = 2"));
      List<ProcessHandle> family = analyze.handle().descendants().toList();
      assertThat(family).hasSizeGreaterThanOrEqualTo(3);

      int exit = awaitExit(analyze);
      JsonObject json = json();
      assertThat(exit).as(String.join("\n", analyze.output())).isEqualTo(passed(json) ? 0 : 1);
      assertSound(json);
      assertThat(json.getJsonObject("kill").getLong("lost")).isZero();
      assertThat(json.getJsonObject("kill").getInteger("inFlight")).isGreaterThanOrEqualTo(64);
      assertThat(json.getJsonObject("kill").getDouble("recoverySeconds")).isBetween(0.0, 20.0);
      assertThat(Files.readString(folder.resolve("report.html"))).endsWith("</html>\n");
      assertGone(family);
    }
  }

  @Test
  void analyze_ofARunningBalancer_putsItsReplicasBack() throws Exception {
    try (UpProcess up = UpProcess.start(folder.resolve("state"))) {
      int exit;
      String[] options = {
        "--url", url(up.data()), "--admin-url", url(up.admin()), "--requests", "200"
      };
      try (UpProcess analyze = analyze(options)) {
        exit = awaitExit(analyze);
      }
      JsonObject json = json();
      assertThat(exit).isEqualTo(passed(json) ? 0 : 1);
      assertSound(json);
      assertThat(json.getJsonObject("kill").getString("skipped")).isNull();
      assertThat(json.getJsonObject("kill").getLong("lost")).isZero();
      assertThat(json.getJsonObject("replicas"))
          .isEqualTo(new JsonObject().put("before", 3).put("after", 3));
      assertThat(replicas(up)).isEqualTo(3);
    }
  }

  @Test
  void analyze_interrupted_putsTheReplicasBack() throws Exception {
    try (UpProcess up = UpProcess.start(folder.resolve("state"));
        UpProcess analyze = analyze("--url", url(up.data()), "--requests", "200")) {
      analyze.awaitLine(line -> line.contains(", N = 5: "));
      UpProcess.signal("INT", analyze.handle());

      assertThat(awaitExit(analyze)).isEqualTo(130);
      assertThat(replicas(up)).isEqualTo(3);
      assertThat(folder.resolve("report.html")).doesNotExist();
    }
  }

  @Test
  void analyze_interruptedAmongItsOwnBalancers_leavesNothing() throws Exception {
    try (UpProcess analyze = analyze("--requests", "200")) {
      analyze.awaitLine(line -> line.startsWith("A-2 the Ring, N = 2"));
      List<ProcessHandle> family = analyze.handle().descendants().toList();
      UpProcess.signal("INT", analyze.handle());

      assertThat(awaitExit(analyze)).isEqualTo(130);
      assertGone(family);
    }
  }

  @Test
  void url_whereNobodyListens_isNamed() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertRefused(
        analyze("--url", "http://127.0.0.1:" + port),
        "ringmaster: --url: got http://127.0.0.1:" + port + " (GET /rep: Connection refused",
        "expected a running balancer with the classic API");
  }

  @Test
  void url_ofAnotherServer_isNamed() throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.start();
    try {
      assertRefused(
          analyze("--url", "http://127.0.0.1:" + other.getAddress().getPort()),
          "ringmaster: --url: got http://127.0.0.1:",
          "GET /rep: got 404",
          "expected a running balancer with the classic API");
    } finally {
      other.stop(0);
    }
  }

  @Test
  void report_thatCanNotBeWritten_isNamedBeforeAnythingStarts() {
    Path nowhere = folder.resolve("none").resolve("report.html");
    assertRefused(
        UpProcess.run(List.of("analyze", "--report", nowhere.toString())),
        "ringmaster: --report: got " + nowhere + " (NoSuchFileException)",
        "expected a file that can be written");
    assertRefused(
        UpProcess.run(List.of("analyze", "--json", folder.toString())),
        "ringmaster: --json: got " + folder + " (Is a directory)",
        "expected a file that can be written");
  }

  @ParameterizedTest
  @CsvSource({
    "--url, localhost:5000, expected http://HOST:PORT",
    "--url, https://localhost, expected http://HOST:PORT",
    "--url, http://localhost/rep, expected http://HOST:PORT",
    "--admin-url, nonsense, expected http://HOST:PORT",
    "--requests, 0, expected a number from 1 to 10000000",
    "--connections, 1001, expected a number from 1 to 1000"
  })
  void option_thatMakesNoSense_isNamed(String option, String value, String expected) {
    assertRefused(
        UpProcess.run(List.of("analyze", option, value)),
        "ringmaster: " + option + ": got " + value + ", " + expected);
  }

  private UpProcess analyze(String... arguments) {
    List<String> command = new ArrayList<>(List.of("analyze"));
    command.addAll(List.of("--report", folder.resolve("report.html").toString()));
    command.addAll(List.of("--json", folder.resolve("report.json").toString()));
    command.addAll(List.of(arguments));
    return UpProcess.run(command);
  }

  private static int awaitExit(UpProcess analyze) throws Exception {
    analyze.handle().onExit().get(LONGEST_RUN_MINUTES, TimeUnit.MINUTES);
    return analyze.awaitExit();
  }

  private JsonObject json() throws IOException {
    return new JsonObject(Files.readString(folder.resolve("report.json")));
  }

  private static boolean passed(JsonObject json) {
    return json.getBoolean("passed");
  }

  /** All that chance has no part in. */
  private static void assertSound(JsonObject json) {
    assertThat(objects(json.getJsonArray("endpoints")))
        .hasSizeGreaterThan(20)
        .allMatch(check -> check.getBoolean("passed"));
    List<JsonObject> sweeps = objects(json.getJsonArray("algorithms"));
    assertThat(sweeps)
        .extracting(sweep -> sweep.getString("name"))
        .contains("Ring", "Classic, linear", "Classic, quadratic");
    sweeps.add(json.getJsonObject("target"));
    for (JsonObject sweep : sweeps) {
      for (JsonObject point : objects(sweep.getJsonArray("points"))) {
        assertThat(point.getLong("failed")).as(point.encode()).isZero();
        assertThat(point.getJsonArray("counts")).hasSize(point.getInteger("n"));
        JsonObject oracle =
            point.getJsonObject("oracle", new JsonObject().put("z", new JsonArray()));
        assertThat(oracle.getJsonArray("z"))
            .allMatch(z -> Math.abs((double) z) < IMPOSSIBLE_SIGMAS);
      }
    }
  }

  private static List<JsonObject> objects(JsonArray array) {
    return new ArrayList<>(array.stream().map(JsonObject.class::cast).toList());
  }

  private static void assertGone(List<ProcessHandle> family) {
    await().until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static void assertRefused(UpProcess process, String... parts) {
    try (process) {
      assertThat(process.awaitExit()).isEqualTo(2);
      assertThat(process.output()).hasSize(1);
      assertThat(process.output().getFirst()).contains(parts);
    }
  }

  private static int replicas(UpProcess up) throws IOException {
    try (HttpWire wire = HttpWire.open(up.data())) {
      return new JsonObject(wire.get("/rep").text()).getJsonObject("message").getInteger("N");
    }
  }

  private static String url(InetSocketAddress address) {
    return "http://127.0.0.1:" + address.getPort();
  }
}

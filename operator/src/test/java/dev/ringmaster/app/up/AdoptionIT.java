package dev.ringmaster.app.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.LoadClient;
import dev.ringmaster.testing.LoadClient.Limits;
import dev.ringmaster.testing.LoadResult;
import dev.ringmaster.testing.LoadRun;
import dev.ringmaster.testing.UpProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The balancer dies, its replicas live on, and the next balancer goes on where it was. */
@Timeout(120)
final class AdoptionIT {
  private static final int CONNECTIONS = 64;

  @TempDir private Path folder;

  /** Answers that were no service: clients of an absent balancer are to be refused, no more. */
  private final AtomicInteger turnedAway = new AtomicInteger();

  private final Set<ProcessHandle> born = new LinkedHashSet<>();

  @AfterEach
  void leaveNothing() {
    born.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void killedBalancer_underLoad_isSucceededWithoutAReplicaRestartedOrAKeyMoved() throws Exception {
    int port = UpProcess.freePort();
    InetSocketAddress data = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (UpProcess first = up(port)) {
      add(first, "{\"n\":2,\"hostnames\":[\"S5\"]}");
      List<Long> pids = pids(first);
      String replicas = rep(first);
      Map<String, String> owners = owners(data);
      try (LoadRun load = load(data)) {
        load.awaitEnded(2_000);
        assertThat(load.failed()).isZero();
        UpProcess.signal("KILL", first.handle());
        first.awaitExit();
        try (UpProcess next = up(port)) {
          next.awaitLine(line -> line.startsWith("Ctrl-C drains"));
          // Until each client has noticed.
          load.awaitEndedOfEach(2);
          long failedBefore = load.failed();
          load.awaitEnded(load.ended() + 5_000);
          LoadResult result = load.stop();
          // Those that were in flight at the kill broke with it; then nobody listened for a while.
          assertThat(result.failed()).as(result.toString()).isEqualTo(failedBefore);
          assertThat(turnedAway).hasValue(0);
          assertThat(result.failures())
              .allMatch(
                  failure -> failure.matches("(?s).*(refused|reset|closed|EOF|ended|pipe).*"));
          assertThat(adopted(next)).containsExactlyInAnyOrderElementsOf(pids);
          assertThat(rep(next)).isEqualTo(replicas);
          assertThat(owners(data)).isEqualTo(owners);
          assertNoDouble(5);
          UpProcess.signal("TERM", next.handle());
          assertThat(next.awaitExit()).isZero();
        }
      }
      assertNoDouble(0);
    }
  }

  /** A machine that is busy: the door opens when somebody is there, not before. */
  @Test
  void adoptedReplicas_thatTakeTheirTime_areWaitedFor_andNobodyIsTurnedAway() throws Exception {
    int port = UpProcess.freePort();
    InetSocketAddress data = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (UpProcess first = up(port)) {
      kill(first);
      List<ProcessHandle> replicas = List.copyOf(born);
      assertThat(replicas).hasSize(3);
      replicas.forEach(replica -> UpProcess.signal("STOP", replica));
      try (UpProcess next = up(port)) {
        next.awaitLine(line -> line.contains("adopted"));
        AtomicBoolean woken = new AtomicBoolean();
        CompletableFuture<Void> later =
            CompletableFuture.runAsync(
                () -> {
                  woken.set(true);
                  replicas.forEach(replica -> UpProcess.signal("CONT", replica));
                },
                CompletableFuture.delayedExecutor(1_500, TimeUnit.MILLISECONDS));
        Response answer =
            await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> home(data), seen -> true);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(woken).isTrue();
        later.join();
      }
    }
  }

  private static Response home(InetSocketAddress data) throws IOException {
    try (HttpWire client = HttpWire.open(data)) {
      return client.get("/home", "X-User-Id", "ada");
    }
  }

  @Test
  void adoptedReplica_thatIsKilled_isReplacedUnderAFreshName() throws Exception {
    int port = UpProcess.freePort();
    try (UpProcess first = up(port)) {
      kill(first);
      try (UpProcess next = up(port)) {
        next.awaitLine(line -> line.startsWith("Ctrl-C drains"));
        ProcessHandle.of(adopted(next).getFirst()).orElseThrow().destroyForcibly();
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() -> assertThat(rep(next)).contains("[\"s4\",\"s2\",\"s3\"]"));
        assertNoDouble(3);
      }
    }
  }

  @Test
  void desiredState_survivesACleanStop_andNamesBeginAnew() throws Exception {
    int port = UpProcess.freePort();
    try (UpProcess first = up(port)) {
      add(first, "{\"n\":1,\"hostnames\":[\"S5\"]}");
      assertThat(first.data()).isNotNull();
      UpProcess.signal("TERM", first.handle());
      assertThat(first.awaitExit()).isZero();
    }
    try (UpProcess next = up(port)) {
      assertThat(next.data()).isNotNull();
      assertThat(rep(next)).contains("[\"s1\",\"s2\",\"s3\",\"s4\"]");
      assertThat(next.output()).noneMatch(line -> line.contains("adopted"));
    }
  }

  /** Start times that come from the wall clock would be other ones then. */
  @Test
  void clockSetBackADay_adoptsAllTheSame() throws Exception {
    Optional<Path> library = fakeTime();
    assumeThat(library).as("libfaketime, of the package faketime").isPresent();
    int port = UpProcess.freePort();
    List<Long> pids;
    try (UpProcess first = up(port)) {
      assertThat(first.data()).isNotNull();
      pids = pids(first);
      kill(first);
    }
    Map<String, String> yesterday =
        Map.of(
            "LD_PRELOAD",
            library.orElseThrow().toString(),
            "FAKETIME",
            "-1d",
            "DONT_FAKE_MONOTONIC",
            "1");
    try (UpProcess next = UpProcess.run(arguments(port), yesterday)) {
      next.awaitLine(line -> line.startsWith("Ctrl-C drains"));
      assertThat(adopted(next)).containsExactlyInAnyOrderElementsOf(pids).hasSize(3);
      assertThat(rep(next)).contains("[\"s1\",\"s2\",\"s3\"]");
      assertNoDouble(3);
    }
  }

  private static Optional<Path> fakeTime() throws IOException {
    try (Stream<Path> architectures = Files.list(Path.of("/usr/lib"))) {
      return architectures
          .map(folder -> folder.resolve("faketime").resolve("libfaketimeMT.so.1"))
          .filter(Files::exists)
          .findFirst();
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }

  @Test
  void stopThatKeeps_leavesTheReplicas_andTheNextAdoptsThem() throws Exception {
    int port = UpProcess.freePort();
    List<Long> pids;
    try (UpProcess first = up(port, "--on-stop", "keep")) {
      assertThat(first.data()).isNotNull();
      pids = pids(first);
      UpProcess.signal("TERM", first.handle());
      assertThat(first.awaitExit()).isZero();
      assertThat(first.output()).anyMatch(line -> line.contains("3 replicas run on"));
    }
    assertThat(pids).allMatch(pid -> ProcessHandle.of(pid).isPresent());
    try (UpProcess next = up(port)) {
      next.awaitLine(line -> line.startsWith("Ctrl-C drains"));
      assertThat(adopted(next)).containsExactlyInAnyOrderElementsOf(pids);
    }
  }

  @Test
  void manifestEditedWhileTheBalancerWasAway_isAppliedToTheAdopted() throws Exception {
    int port = UpProcess.freePort();
    Path manifest = manifest("a: 1");
    try (UpProcess first = up(port, manifest.toString())) {
      assertThat(first.data()).isNotNull();
      born.addAll(first.replicas());
      kill(first);
    }
    manifest("a: 2");
    try (UpProcess next = up(port, manifest.toString())) {
      next.awaitLine(line -> line.startsWith("Ctrl-C drains"));
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(born).noneMatch(ProcessHandle::isAlive));
      assertThat(next.output()).anyMatch(line -> line.contains("adopted"));
    }
  }

  @Test
  void balancerThatNoManifestHas_isRemovedAtStartWithItsReplicas() throws Exception {
    int port = UpProcess.freePort();
    Path manifest = manifest("a: 1");
    try (UpProcess first = up(port, manifest.toString())) {
      assertThat(first.data()).isNotNull();
      born.addAll(first.replicas());
      kill(first);
    }
    try (UpProcess next = up(port)) {
      next.awaitLine(line ->
          line.endsWith(
              "default/web: removed, no manifest has it any more;"
                  + " 2 replicas were left of it and are ended"));
      await().until(() -> born.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(folder.resolve("state/default_web")).doesNotExist();
    }
  }

  @Test
  void tornState_isRefused_andNothingIsStarted() throws Exception {
    int port = UpProcess.freePort();
    try (UpProcess first = up(port)) {
      assertThat(first.data()).isNotNull();
      born.addAll(first.replicas());
      kill(first);
    }
    Path state = folder.resolve("state/default_quickstart/state.json");
    byte[] whole = Files.readAllBytes(state);
    byte[] torn = Arrays.copyOf(whole, whole.length / 2);
    Files.write(state, torn);
    try (UpProcess next = up(port)) {
      assertThat(next.awaitExit()).isEqualTo(2);
      assertThat(next.output())
          .singleElement()
          .asString()
          .startsWith("ringmaster: " + state + ": got " + torn.length + " bytes that are no whole");
    }
    assertThat(state).hasBinaryContent(torn);
    assertThat(born).hasSize(3).allMatch(ProcessHandle::isAlive);

    Files.write(state, whole);
    try (UpProcess healed = up(port)) {
      healed.awaitLine(line -> line.startsWith("Ctrl-C drains"));
      assertThat(adopted(healed)).hasSize(3);
      assertNoDouble(3);
    }
  }

  private Path manifest(String variable) throws IOException {
    return Files.writeString(
        folder.resolve("web.yaml"),
        """
        apiVersion: ringmaster.dev/v1alpha1
        kind: LoadBalancer
        metadata: {name: web}
        spec:
          replicas: 2
          template: {image: ringmaster/replica, env: [{name: A, value: '%s'}]}
          routing: {classic: true}
        """
            .formatted(variable));
  }

  private UpProcess up(int port, String... arguments) {
    return UpProcess.run(arguments(port, arguments));
  }

  private List<String> arguments(int port, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("up", "--bind", "127.0.0.1", "--port", "" + port, "--admin-port", "0"));
    command.addAll(List.of("--state", folder.resolve("state").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private void assertNoDouble(int expected) {
    assertThat(UpProcess.marksBelow(folder)).doesNotHaveDuplicates().hasSize(expected);
  }

  private void kill(UpProcess up) throws IOException {
    assertThat(rep(up)).contains("\"N\"");
    born.addAll(up.replicas());
    UpProcess.signal("KILL", up.handle());
    up.awaitExit();
  }

  private List<Long> pids(UpProcess up) {
    born.addAll(up.replicas());
    return up.replicas().stream().map(ProcessHandle::pid).toList();
  }

  private static List<Long> adopted(UpProcess up) {
    return up.output().stream()
        .filter(line -> line.contains(") adopted, pid "))
        .map(line -> Long.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
        .toList();
  }

  private LoadRun load(InetSocketAddress data) {
    return LoadClient.closedLoop(
        data,
        CONNECTIONS,
        (connection, number) -> Request.get("/home", "X-User-Id", "user-" + number % 1_000),
        (request, response) -> {
          boolean served =
              response.status() == 200 && response.text().contains("Hello from Server: ");
          turnedAway.addAndGet(served ? 0 : 1);
          return served;
        },
        new Limits(5_000_000, Duration.ofSeconds(60)));
  }

  private static Map<String, String> owners(InetSocketAddress data) throws IOException {
    Map<String, String> owners = new TreeMap<>();
    try (HttpWire client = HttpWire.open(data)) {
      for (int i = 0; i < 2_000; i++) {
        Response answer = client.get("/home", "X-User-Id", "user-" + i);
        assertThat(answer.status()).isEqualTo(200);
        owners.put("user-" + i, answer.text());
      }
    }
    return owners;
  }

  private static void add(UpProcess up, String body) throws IOException {
    try (HttpWire client = HttpWire.open(up.data())) {
      assertThat(client.send("POST", "/add", body.getBytes(StandardCharsets.UTF_8)).status())
          .isEqualTo(200);
    }
  }

  private static String rep(UpProcess up) throws IOException {
    try (HttpWire client = HttpWire.open(up.data())) {
      return client.get("/rep").text();
    }
  }
}

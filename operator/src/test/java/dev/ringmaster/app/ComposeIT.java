package dev.ringmaster.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.ComposeProject;
import dev.ringmaster.testing.DockerCli;
import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.LoadClient;
import dev.ringmaster.testing.LoadClient.Limits;
import dev.ringmaster.testing.LoadResult;
import dev.ringmaster.testing.LoadRun;
import dev.ringmaster.testing.RequiresDocker;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker compose up} from this checkout, and what its users rely on. */
@RequiresDocker
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class ComposeIT {
  private static final int CONNECTIONS = 64;
  private static final int KEYS = 2_000;
  private static final String USER = "10001";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String GREETING =
      "\\{\"message\":\"Hello from Server: (.+)\",\"status\":\"successful\"}";

  private final Optional<ComposeProject> compose = ComposeProject.create();
  private boolean up;

  /** Answers that were no service: clients of an absent balancer are to be refused, no more. */
  private final Queue<String> turnedAway = new ConcurrentLinkedQueue<>();

  @BeforeAll
  @Timeout(600)
  void first() {
    assumeThat(compose).as("docker compose or docker-compose").isPresent();
    up("s1", "s2", "s3");
  }

  @BeforeEach
  void ready() {
    turnedAway.clear();
    if (!up) {
      project().close();
      up("s1", "s2", "s3");
    }
  }

  private void up(String... replicas) {
    project().up().expectSuccess();
    up = true;
    try {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(names()).containsExactly(replicas));
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(DockerCli.run("logs", project().balancer()).output(), late);
    }
  }

  private void down(String... options) {
    up = false;
    project().down(options).expectSuccess();
  }

  @AfterAll
  void leaveNothing() {
    compose.ifPresent(ComposeProject::close);
  }

  @Test
  void contract_holdsOnThePublishedPort() throws Exception {
    List<String> before = names();
    Response home = call("GET", "/home", "");
    assertJson(home, 200, home.text());
    assertThat(home.text()).matches(GREETING);
    assertThat(before).contains(home.text().replaceFirst(GREETING, "$1"));
    Response heartbeat = call("GET", "/heartbeat", "");
    assertThat(heartbeat.status()).isEqualTo(200);
    assertThat(heartbeat.body()).isEmpty();
    assertJson(call("GET", "/rep", ""), 200, replicas(before));

    Response added = call("POST", "/add", "{\"n\":2,\"hostnames\":[\"Server 9\"]}");
    List<String> more = names();
    assertJson(added, 200, replicas(more));
    assertThat(more).hasSize(before.size() + 2).containsAll(before).contains("Server 9");
    assertThat(owners().values()).contains("Server 9");
    assertRefusals(before.getFirst());
    assertThat(names()).isEqualTo(more);

    more.removeAll(before);
    String victims = "\"" + String.join("\",\"", more) + "\"";
    Response removed = call("DELETE", "/rm", "{\"n\":2,\"hostnames\":[" + victims + "]}");
    assertJson(removed, 200, replicas(before));
    assertThat(owners().values()).isSubsetOf(before);
    awaitContainers(before.size());
  }

  private void assertRefusals(String taken) throws IOException {
    assertFailure(
        call("POST", "/add", "{\"n\":1,\"hostnames\":[\"a\",\"b\"]}"),
        "Length of hostname list is more than newly added instances");
    assertFailure(
        call("DELETE", "/rm", "{\"n\":1,\"hostnames\":[\"a\",\"b\"]}"),
        "Length of hostname list is more than removable instances");
    assertFailure(call("GET", "/other", ""), "'/other' endpoint does not exist in server replicas");
    for (String wrong : List.of("{", "{\"n\":0}", "{\"n\":true}", "{\"n\":\"1\"}", "{}")) {
      assertThat(call("POST", "/add", wrong).status()).as(wrong).isEqualTo(400);
      assertThat(call("DELETE", "/rm", wrong).status()).as(wrong).isEqualTo(400);
    }
    String known = "{\"n\":1,\"hostnames\":[\"" + taken + "\"]}";
    assertThat(call("POST", "/add", known).status()).isEqualTo(400);
    assertThat(call("DELETE", "/rm", "{\"n\":1,\"hostnames\":[\"nobody\"]}").status())
        .isEqualTo(400);
    assertThat(call("DELETE", "/rm", "{\"n\":1000}").status()).isEqualTo(400);
  }

  @Test
  void killedBalancer_underLoad_adoptsAllReplicas_andMovesNoKey() throws Exception {
    String balancer = project().balancer();
    List<String> containers = containers();
    Map<String, String> owners = owners();
    try (LoadRun load = load()) {
      load.awaitEnded(2_000);
      assertThat(load.failed()).isZero();
      DockerCli.docker("kill", balancer);
      DockerCli.docker("start", balancer);
      awaitAnswer();
      // Until each client has noticed.
      load.awaitEndedOfEach(2);
      long failedBefore = load.failed();
      load.awaitEnded(load.ended() + 2_000);
      LoadResult result = load.stop();
      assertThat(failedBefore).isPositive();
      assertThat(result.failed()).as(result.toString()).isEqualTo(failedBefore);
      assertThat(result.failures())
          .allMatch(failure -> failure.matches("(?s).*(refused|reset|closed|EOF|ended|pipe).*"));
    }
    assertThat(turnedAway).isEmpty();
    assertThat(containers()).hasSize(3).isEqualTo(containers);
    assertThat(owners()).isEqualTo(owners);
    assertThat(project().balancer()).isEqualTo(balancer);
    for (String replica : project().replicas()) {
      assertThat(DockerCli.docker("logs", balancer))
          .contains(" adopted, container " + replica.substring(0, 12));
    }
  }

  @Test
  void killedReplica_underLoad_failsNoRequest_andItsPlaceIsTaken() throws Exception {
    String victim = project().replicas().getFirst();
    String name = DockerCli.docker("exec", victim, "printenv", "SERVER_ID");
    Map<String, String> owners = owners();
    LoadResult result;
    try (LoadRun load = load()) {
      load.awaitEnded(2_000);
      DockerCli.docker("kill", victim);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(names()).hasSize(3).doesNotContain(name));
      load.awaitEnded(load.ended() + 2_000);
      result = load.stop();
    }
    assertThat(result.failed()).as(result.toString()).isZero();
    List<String> newcomer = names();
    newcomer.removeAll(owners.values());
    assertThat(newcomer).hasSize(1);
    owners.replaceAll((key, owner) -> owner.equals(name) ? newcomer.getFirst() : owner);
    assertThat(owners()).isEqualTo(owners);
    awaitContainers(3);
    assertThat(project().replicas()).doesNotContain(victim);
  }

  @Test
  void engine_seesReplicasOnTheirNetworkAlone_andNobodyAsRoot() {
    for (String replica : project().replicas()) {
      assertThat(
              inspect(replica, "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"))
          .isEqualTo(ComposeProject.NETWORK);
      assertThat(DockerCli.docker("port", replica)).isEmpty();
      assertThat(users(replica)).containsOnly(USER);
    }
    String balancer = project().balancer();
    assertThat(users(balancer)).containsOnly(USER);
    assertThat(DockerCli.docker("exec", balancer, "cat", "/proc/1/status").lines())
        .contains("Uid:\t10001\t10001\t10001\t10001", "NoNewPrivs:\t1")
        .filteredOn(line -> line.matches("Cap(Inh|Prm|Eff|Amb):.*"))
        .hasSize(4)
        .allMatch(line -> line.endsWith("\t0000000000000000"));
  }

  /** Of all its processes. */
  private static List<String> users(String container) {
    return DockerCli.run("top", container, "-eo", "pid,uid").lines().stream()
        .skip(1)
        .map(line -> line.strip().split("\\s+", -1)[1])
        .toList();
  }

  @Test
  void down_drainsAndRemovesAll_butTheStateThatTheNextUpFinds() throws Exception {
    String balancer = project().balancer();
    List<String> replicas = project().replicas();
    assertThat(call("POST", "/add", "{\"n\":1}").status()).isEqualTo(200);
    CompletableFuture<String> log = onEnd("logs", "--follow", balancer);
    CompletableFuture<String> exit = onEnd("wait", balancer);

    down();

    assertThat(exit.join()).isEqualTo("0");
    assertThat(log.join()).endsWith("  stopped, nothing is left running");
    assertThat(replicas).noneMatch(id -> DockerCli.run("inspect", id).code() == 0);
    assertThat(DockerCli.run("network", "inspect", ComposeProject.NETWORK).code()).isNotZero();
    assertThat(project().remains()).containsExactly("volume " + project().volume());

    up("s1", "s2", "s3", "s4");
    down("--volumes");
    assertThat(project().remains()).isEmpty();
  }

  /** As an engine does it that ends and begins anew. */
  @Test
  void socketThatIsMadeAnewOutside_isNamed(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("docker.sock");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(socket))
        .close();
    String container =
        DockerCli.docker(
            "run",
            "--detach",
            "--rm",
            "--volume=" + socket + ":/var/run/docker.sock",
            "--entrypoint=sleep",
            inspect(project().balancer(), "{{.Config.Image}}"),
            "60");
    try {
      Files.delete(socket);
      DockerCli.Result refused =
          DockerCli.run("exec", container, "ringmaster", "up", "--driver", "docker");
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.output())
          .contains("docker.sock: its socket was made anew and this container has the old one");
    } finally {
      DockerCli.docker("kill", container);
    }
  }

  /** Each has a thread of its own: the common pool has but one where there are two processors. */
  private static CompletableFuture<String> onEnd(String... command) {
    return CompletableFuture.supplyAsync(
        () -> DockerCli.docker(command), task -> Thread.ofVirtual().start(task));
  }

  private ComposeProject project() {
    return compose.orElseThrow();
  }

  private LoadRun load() {
    return LoadClient.closedLoop(
        project().data(),
        CONNECTIONS,
        (connection, number) -> Request.get("/home", "X-User-Id", "user-" + number % KEYS),
        (request, response) -> {
          boolean served = response.status() == 200 && response.text().matches(GREETING);
          if (!served) {
            turnedAway.add(request + " was answered " + response);
          }
          return served;
        },
        new Limits(5_000_000, Duration.ofSeconds(60)));
  }

  private void awaitAnswer() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(call("GET", "/home", "").status()).isEqualTo(200));
  }

  /** Whom each key leads to. */
  private Map<String, String> owners() throws IOException {
    Map<String, String> owners = new TreeMap<>();
    try (HttpWire client = HttpWire.open(project().data())) {
      for (int i = 0; i < KEYS; i++) {
        Response answer = client.get("/home", "X-User-Id", "user-" + i);
        assertThat(answer.status()).isEqualTo(200);
        owners.put("user-" + i, answer.text().replaceFirst(GREETING, "$1"));
      }
    }
    return owners;
  }

  /** Which containers the replicas are, and since when they run. */
  private List<String> containers() {
    return project().replicas().stream()
        .map(replica -> inspect(replica, "{{.Id}} {{.State.StartedAt}} {{.State.Pid}}"))
        .toList();
  }

  private void awaitContainers(int expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(project().replicas()).hasSize(expected));
  }

  private static String inspect(String container, String format) {
    return DockerCli.docker("inspect", "--format", format, container);
  }

  private List<String> names() throws IOException {
    JsonObject message = new JsonObject(call("GET", "/rep", "").text()).getJsonObject("message");
    List<String> names = new ArrayList<>();
    message.getJsonArray("replicas").forEach(name -> names.add((String) name));
    return names;
  }

  private Response call(String method, String path, String body) throws IOException {
    try (HttpWire client = HttpWire.open(project().data())) {
      return client.send(method, path, body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String replicas(List<String> names) {
    return "{\"message\":{\"N\":%d,\"replicas\":[\"%s\"]},\"status\":\"successful\"}"
        .formatted(names.size(), String.join("\",\"", names));
  }

  private static void assertFailure(Response response, String reason) {
    assertJson(response, 400, "{\"message\":\"<Error> " + reason + "\",\"status\":\"failure\"}");
  }

  private static void assertJson(Response response, int status, String body) {
    assertThat(response.text()).isEqualTo(body);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("Content-Type")).contains("application/json");
  }
}

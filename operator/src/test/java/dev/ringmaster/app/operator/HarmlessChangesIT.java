package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.LoadClient;
import dev.ringmaster.testing.LoadResult;
import dev.ringmaster.testing.LoadRun;
import dev.ringmaster.testing.RecordingReplica;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does on purpose, under load on two routers: nobody notices. */
@RequiresApiServer
@Timeout(180)
final class HarmlessChangesIT {
  private static final String WEB = "web";
  private static final int REPLICAS = 6;
  private static final int POSTERS = 8;
  private static final String DRAINING = "ringmaster.dev/draining";

  private final ControlPlane plane;

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private OperatorRig rig;

  private List<OperatorProcess> routers = List.of();

  HarmlessChangesIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void start() throws IOException {
    rig = new OperatorRig(plane);
    routers = rig.operators(2);
    RouterPods pods = new RouterPods(rig);
    routers.forEach(pods::create);
  }

  @AfterEach
  void end() {
    rig.close();
  }

  private void apply(int version, int replicas, String rollout) {
    String command =
        RecordingReplica.command(posts()).stream()
            .map("'%s'"::formatted)
            .collect(Collectors.joining(", "));
    rig.apply(
        OperatorRig.manifest(
            WEB,
            "image: example.org/recording, command: [%s], env: [{name: VERSION, value: '%d'}]"
                .formatted(command, version),
            "keys: [{header: X-User-Id}]",
            """
            replicas: %d
            rollout: {minReady: 100ms%s}
            health: {path: /heartbeat}
            """
                .formatted(replicas, rollout)));
  }

  private Path posts() {
    return folder.resolve("posts");
  }

  private void settled(int replicas) {
    rig.awaitReady(WEB, replicas);
    rig.awaitSettled(WEB);
  }

  @Test
  void rolloutOfAll_thenFewerAndMore_failNoRequest_moveNoKey_andSendNoPostTwice()
      throws IOException {
    apply(1, REPLICAS, "");
    settled(REPLICAS);
    InetSocketAddress first = rig.own(routers.getFirst(), WEB);
    InetSocketAddress second = rig.own(routers.getLast(), WEB);
    Map<String, String> owners = RouterLoad.ownersOf(first, RouterLoad.KEYS, REPLICAS);
    RouterLoad.awaitOwners(second, owners);
    LoadResult posted;
    try (RouterLoad one = RouterLoad.start(first, owners);
        RouterLoad other = RouterLoad.start(second, owners);
        LoadRun posts = posts(second)) {
      apply(2, REPLICAS, ", maxSurge: 2");
      rig.awaitCondition(WEB, "Progressing", now -> now.reason().equals("RollingOut"));
      settled(REPLICAS);
      assertThat(one.visits() + other.visits()).as("answers by another ordinal").isZero();

      rig.kubectl("scale", "rlb/web", "--replicas=2");
      settled(2);
      rig.kubectl("scale", "rlb/web", "--replicas=6");
      settled(REPLICAS);
      one.goOn();
      Set<String> stayed = Set.of("0", "1");
      assertThat(one.visits(stayed) + other.visits(stayed)).isZero();
      one.stopUnharmed();
      other.stopUnharmed();
      posted = posts.stop();
    }
    assertThat(posted.failed()).as(posted.toString()).isZero();
    assertThat(Files.readAllLines(posts())).doesNotHaveDuplicates().hasSize((int) posted.ok());
    RouterLoad.awaitOwners(first, owners);
    assertThat(rig.events(WEB)).noneMatch(event -> event.contains("ReplicaEnded"));
  }

  /** Asked of a router that doesn't lead: the leader has to ask it. */
  @Test
  void replicaThatLeaves_isEnded_whenItsLastRequestInAnyRouterIsAnswered() throws Exception {
    rig.apply(OperatorRig.manifest(WEB, "replicas: 2").replace("deadline: 5s", "deadline: 60s"));
    settled(2);
    OperatorProcess follower =
        routers.stream()
            .filter(router -> !router.identity().equals(rig.leader()))
            .findFirst()
            .orElseThrow();
    InetSocketAddress router = rig.own(follower, WEB);
    String key = RouterLoad.keyOf("1", RouterLoad.ownersOf(router, RouterLoad.KEYS, 2));
    try (HttpWire wire = HttpWire.open(router)) {
      CompletableFuture<Response> slow =
          CompletableFuture.supplyAsync(
              () -> sleep(wire, key), task -> Thread.ofVirtual().start(task));
      OperatorRig.soon().until(() -> members(follower).contains("\"inFlight\":1"));
      rig.kubectl("scale", "rlb/web", "--replicas=1");
      OperatorRig.soon().until(() -> isMarked(rig.pod(WEB, 1)));
      OperatorRig.soon()
          .until(() -> {
            int there = rig.pods(WEB).size();
            return slow.isDone() || there != 2;
          });
      assertThat(slow).as("until it is answered, both Pods are there").isDone();
      assertThat(slow.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
      OperatorRig.soon().until(() -> rig.pods(WEB).size() == 1);
    }
    assertThat(rig.events(WEB)).anyMatch(event -> event.contains("leaves: fewer replicas"));
  }

  /** One by the admin port of a router, one by hand. */
  @Test
  void replicasThatSomebodyWantsReplaced_finishWhatTheyHave_andNobodyNotices() throws Exception {
    rig.apply(OperatorRig.manifest(WEB, "replicas: 3"));
    settled(3);
    Map<String, String> before = rig.uids(WEB);
    InetSocketAddress router = rig.own(routers.getLast(), WEB);
    Map<String, String> owners = RouterLoad.ownersOf(router, RouterLoad.KEYS, 3);
    try (RouterLoad load = RouterLoad.start(router, owners)) {
      assertThat(ask(routers.getLast(), "POST", "/members/1/drain").status()).isEqualTo(200);
      awaitNames("s1", "s3", "s4");
      rig.kubectl("annotate", "pod", rig.pod(WEB, 2).getMetadata().getName(), DRAINING + "=now");
      awaitNames("s1", "s4", "s5");
      load.goOn();
      load.stopUnharmed();
    }
    assertThat(rig.uids(WEB)).containsEntry("s1", before.get("s1"));
    RouterLoad.awaitOwners(router, owners);
  }

  private void awaitNames(String... names) {
    OperatorRig.soon().untilAsserted(() -> assertThat(rig.uids(WEB)).containsOnlyKeys(names));
    settled(names.length);
  }

  private String members(OperatorProcess router) throws IOException {
    return ask(router, "GET", "/members").text();
  }

  private Response ask(OperatorProcess router, String method, String call) throws IOException {
    String token = plane.serviceAccount(rig.home(), "ringmaster").getOauthToken();
    String path = "/api/v1/balancers/%s/%s%s".formatted(rig.namespace(), WEB, call);
    try (HttpWire wire = HttpWire.open(router.admin())) {
      return wire.send(Request.of(method, path, new byte[0], "Authorization", "Bearer " + token));
    }
  }

  private static boolean isMarked(Pod pod) {
    return pod.getMetadata().getAnnotations().containsKey(DRAINING);
  }

  private static Response sleep(HttpWire wire, String key) {
    try {
      return wire.send(Request.get("/sleep?ms=6000", "X-User-Id", key));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static LoadRun posts(InetSocketAddress router) {
    return LoadClient.closedLoop(
        router,
        POSTERS,
        (connection, number) ->
            Request.of(
                "POST",
                "/echo",
                ("post-" + number).getBytes(StandardCharsets.UTF_8),
                "X-User-Id",
                "poster-" + number),
        HarmlessChangesIT::accepted,
        LoadClient.Limits.of(Long.MAX_VALUE, Duration.ofMinutes(2)));
  }

  private static boolean accepted(Request request, Response response) {
    return response.status() == 200;
  }
}

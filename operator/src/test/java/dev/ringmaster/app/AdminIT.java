package dev.ringmaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.LoadClient;
import dev.ringmaster.testing.LoadClient.Limits;
import dev.ringmaster.testing.LoadResult;
import dev.ringmaster.testing.LoadRun;
import dev.ringmaster.testing.UpProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the admin port says is what is: real replicas, real requests. */
@Timeout(120)
final class AdminIT {
  private static final String QUICKSTART = "/api/v1/balancers/default/quickstart";

  @TempDir private Path folder;

  @Test
  void balancer_isShownAsItRuns() throws IOException {
    try (UpProcess up = UpProcess.start(folder);
        HttpWire admin = HttpWire.open(up.admin())) {
      JsonObject balancer = json(admin.get(QUICKSTART));
      assertThat(balancer.getInteger("replicas")).isEqualTo(3);
      assertThat(balancer.getInteger("readyReplicas")).isEqualTo(3);
      assertThat(balancer.getJsonArray("keys")).containsExactly("header X-User-Id", "random");
      assertThat(members(balancer, "name")).containsExactly("s1", "s2", "s3");
      assertThat(members(balancer, "state")).containsOnly("Ready");
      assertThat(members(balancer, "runtimeId"))
          .containsExactlyInAnyOrderElementsOf(
              up.replicas().stream().map(replica -> (Object) ("pid " + replica.pid())).toList());
      assertThat(members(balancer, "share").stream().mapToDouble(share -> (Double) share).sum())
          .isBetween(1 - 1e-9, 1 + 1e-9);
    }
  }

  @Test
  void owner_isWhoAnswers_alsoWhileTheRealOwnerIsAway() throws IOException {
    try (UpProcess up = UpProcess.start(folder);
        HttpWire admin = HttpWire.open(up.admin());
        HttpWire client = HttpWire.open(up.data())) {
      for (int i = 0; i < 300; i++) {
        assertThat(owner(admin, "user-" + i, "owner")).isEqualTo(answering(client, "user-" + i));
      }
      UpProcess.signal("STOP", up.replica("s2"));
      await().until(() -> states(admin).contains("Ejected"));
      for (int i = 0; i < 100; i++) {
        assertThat(owner(admin, "user-" + i, "routedTo")).isEqualTo(answering(client, "user-" + i));
      }
      assertThat(json(admin.get(QUICKSTART)).getInteger("readyReplicas")).isEqualTo(2);
    }
  }

  @Test
  void scale_isAnsweredOnceItIsSo() throws IOException {
    try (UpProcess up = UpProcess.start(folder);
        HttpWire admin = HttpWire.open(up.admin(), Duration.ofSeconds(40));
        HttpWire client = HttpWire.open(up.data())) {
      assertThat(json(post(admin, "/rm", "DELETE", "{\"n\":1,\"hostnames\":[\"s2\"]}")).encode())
          .contains("[\"s1\",\"s3\"]");
      JsonObject five = json(post(admin, "/scale", "POST", "{\"replicas\":4}"));
      assertThat(five.getJsonArray("reserveOrdinals")).containsExactly(1);
      assertThat(states(five, "Ready")).containsExactly(0, 2, 3, 4);
      assertThat(client.get("/rep").text()).contains("\"N\":4");

      JsonObject one = json(post(admin, "/scale", "POST", "{\"replicas\":1}"));
      assertThat(one.getJsonArray("reserveOrdinals")).isEmpty();
      assertThat(states(one, "Ready")).containsExactly(0);
      assertThat(client.get("/rep").text()).contains("\"replicas\":[\"s1\"]");
      await().until(() -> up.replicas().size() == 1);
    }
  }

  @Test
  void drain_finishesWhatIsInFlight_andTheSuccessorTakesThePlace() throws Exception {
    try (UpProcess up = UpProcess.start(folder);
        HttpWire admin = HttpWire.open(up.admin());
        HttpWire client = HttpWire.open(up.data())) {
      int ordinal = Integer.parseInt(answering(client, "alice"));
      Response[] slow = new Response[1];
      Thread waiting = Thread.ofVirtual().start(() -> slow[0] = sleeping(up, "alice"));
      await().until(() -> inFlight(admin, ordinal) == 1);

      JsonObject now = json(post(admin, "/members/" + ordinal + "/drain", "POST", ""));

      assertThat(states(now, "Draining")).containsExactly(ordinal);
      assertThat(states(now, "Starting")).containsExactly(ordinal);
      assertThat(answering(client, "alice")).isNotEqualTo(Integer.toString(ordinal));
      waiting.join();
      assertThat(slow[0].status()).isEqualTo(200);
      await().until(() -> json(admin.get(QUICKSTART)).getInteger("readyReplicas") == 3);
      assertThat(answering(client, "alice")).isEqualTo(Integer.toString(ordinal));
      await().until(() -> up.replicas().size() == 3);
      assertThat(client.get("/rep").text()).contains("s4");
    }
  }

  @Test
  void drainOfEveryReplicaInTurn_underLoad_losesNothing() throws IOException {
    try (UpProcess up = UpProcess.start(folder);
        HttpWire admin = HttpWire.open(up.admin())) {
      LoadRun load =
          LoadClient.closedLoop(
              up.data(),
              64,
              (connection, number) -> Request.get("/home", "X-User-Id", "user-" + number % 1000),
              (request, response) -> response.status() == 200,
              Limits.of(Long.MAX_VALUE, Duration.ofSeconds(60)));
      for (int ordinal = 0; ordinal < 3; ordinal++) {
        assertThat(post(admin, "/members/" + ordinal + "/drain", "POST", "").status())
            .isEqualTo(200);
        await()
            .until(() ->
                states(admin).equals(List.of("Ready", "Ready", "Ready"))
                    && up.replicas().size() == 3);
      }
      LoadResult result = load.stop();
      assertThat(result.failed()).as("%s", result).isZero();
      assertThat(result.ok()).isGreaterThan(100);
    }
  }

  @Test
  void drain_thatWouldLeaveNobody_is409() throws IOException {
    try (UpProcess up = UpProcess.start(folder);
        HttpWire admin = HttpWire.open(up.admin())) {
      post(admin, "/scale", "POST", "{\"replicas\":1}");
      Response refused = post(admin, "/members/0/drain", "POST", "");
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.text()).contains("No other replica takes requests now: scale up first");
      assertThat(post(admin, "/members/1/drain", "POST", "").status()).isEqualTo(404);
    }
  }

  @Test
  void addresses_canBeNeitherScaledNorDrained() throws IOException {
    try (UpProcess servers = UpProcess.start(folder.resolve("servers"));
        HttpWire theirs = HttpWire.open(servers.admin())) {
      List<String> addresses =
          members(json(theirs.get(QUICKSTART)), "address").stream()
              .map(address -> "'" + address + "'")
              .toList();
      Path manifest =
          Files.writeString(
              folder.resolve("known.yaml"),
              """
              apiVersion: ringmaster.dev/v1alpha1
              kind: LoadBalancer
              metadata: {name: quickstart}
              spec:
                template: {addresses: %s}
              """
                  .formatted(addresses));
      try (UpProcess up = UpProcess.start(folder.resolve("up"), manifest.toString());
          HttpWire admin = HttpWire.open(up.admin())) {
        assertThat(states(admin)).containsExactly("Ready", "Ready", "Ready");
        assertThat(post(admin, "/scale", "POST", "{\"replicas\":1}").status()).isEqualTo(409);
        assertThat(post(admin, "/members/0/drain", "POST", "").status()).isEqualTo(409);
        assertThat(states(admin)).containsExactly("Ready", "Ready", "Ready");
      }
    }
  }

  private static Response post(HttpWire admin, String call, String method, String body)
      throws IOException {
    return admin.send(method, QUICKSTART + call, body.getBytes(UTF_8));
  }

  private static String answering(HttpWire client, String user) throws IOException {
    return client.get("/home", "X-User-Id", user).header("X-Replica-Ordinal").orElseThrow();
  }

  private static Response sleeping(UpProcess up, String user) {
    try (HttpWire client = HttpWire.open(up.data())) {
      return client.get("/sleep?ms=6000", "X-User-Id", user);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static String owner(HttpWire admin, String key, String field) throws IOException {
    JsonObject place = json(admin.get(QUICKSTART + "/owner?key=" + key)).getJsonObject(field);
    return Integer.toString(place.getInteger("ordinal"));
  }

  private static long inFlight(HttpWire admin, int ordinal) throws IOException {
    return json(admin.get(QUICKSTART)).getJsonArray("members").stream()
        .map(JsonObject.class::cast)
        .filter(member -> member.getInteger("ordinal") == ordinal)
        .mapToLong(member -> member.getLong("inFlight"))
        .sum();
  }

  private static List<Object> states(HttpWire admin) throws IOException {
    return members(json(admin.get(QUICKSTART)), "state");
  }

  private static List<Integer> states(JsonObject balancer, String state) {
    return balancer.getJsonArray("members").stream()
        .map(JsonObject.class::cast)
        .filter(member -> member.getString("state").equals(state))
        .map(member -> member.getInteger("ordinal"))
        .toList();
  }

  private static List<Object> members(JsonObject balancer, String field) {
    JsonArray members = balancer.getJsonArray("members");
    return IntStream.range(0, members.size())
        .mapToObj(i -> members.getJsonObject(i).getValue(field))
        .toList();
  }

  private static JsonObject json(Response answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return new JsonObject(answer.text());
  }
}

package dev.ringmaster.admin;

import static dev.ringmaster.admin.AdminRig.WEB;
import static dev.ringmaster.admin.AdminServerIT.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.access.AdminAccess;
import dev.ringmaster.access.Decision;
import dev.ringmaster.access.Need;
import dev.ringmaster.access.Need.OfBalancers;
import dev.ringmaster.access.Need.OfPath;
import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Response;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An admin port that asks who may do what. The rig holds each answer against the document. */
@Timeout(60)
final class AccessIT {
  private static final String[] TOKEN = {"Authorization", "Bearer abc.d-e_f"};
  private static final Need GET = OfBalancers.get("shop", "web");
  private static final Need UPDATE = OfBalancers.update("shop", "web");
  private static final Need SCALE = OfBalancers.scale("shop", "web");
  private static final List<String> PROBES = List.of("GET /livez", "GET /readyz");

  /** What each operation takes, a body without names given. */
  private static final Map<String, Need> NEEDS =
      Map.ofEntries(
          Map.entry("GET /metrics", new OfPath("get", "/metrics")),
          Map.entry("GET /openapi.yaml", new OfPath("get", "/openapi.yaml")),
          Map.entry("GET /api/v1/log-level", new OfPath("get", "/api/v1/log-level")),
          Map.entry("PUT /api/v1/log-level", new OfPath("put", "/api/v1/log-level")),
          Map.entry("GET /api/v1/draining", new OfPath("get", "/api/v1/draining")),
          Map.entry("GET /api/v1/balancers", OfBalancers.list("")),
          Map.entry("GET " + WEB, GET),
          Map.entry("GET " + WEB + "/members", GET),
          Map.entry("GET " + WEB + "/ring", GET),
          Map.entry("GET " + WEB + "/owner", GET),
          Map.entry("POST " + WEB + "/preview", GET),
          Map.entry("GET " + WEB + "/rep", GET),
          Map.entry("POST " + WEB + "/scale", SCALE),
          Map.entry("POST " + WEB + "/add", SCALE),
          Map.entry("DELETE " + WEB + "/rm", SCALE),
          Map.entry("POST " + WEB + "/members/0/drain", UPDATE));

  @RegisterExtension final AdminRig rig = new AdminRig(new Asked());

  private final List<Need> asked = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private volatile Function<Need, Decision> law = need -> new Decision.Denied("eve");

  /** Answers on another thread, as whoever asks a server does. */
  private final class Asked implements AdminAccess {
    @Override
    public void decide(String token, Need need, Consumer<Decision> answer) {
      tokens.add(token);
      asked.add(need);
      Thread.ofVirtual().start(() -> answer.accept(law.apply(need)));
    }
  }

  private List<String> operations() {
    return rig.operations().stream()
        .map(operation ->
            operation
                .replace("{namespace}", "shop")
                .replace("{name}", "web")
                .replace("{ordinal}", "0"))
        .toList();
  }

  private Response call(String operation, String body, String... headers) throws IOException {
    String[] words = operation.split(" ", 2);
    return rig.call(words[0], words[1], body, headers);
  }

  @Test
  void operations_takeTheRightOfTheTable_andDoNothingWithoutIt() throws IOException {
    Map<String, Need> found = new TreeMap<>();
    for (String operation : operations()) {
      asked.clear();
      Response answer = call(operation, "{\"n\":1}", TOKEN);
      if (PROBES.contains(operation)) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(asked).isEmpty();
      } else {
        assertThat(answer.status()).as(operation).isEqualTo(403);
        assertThat(answer.text()).as(operation).contains("user \\\"eve\\\" may not ");
        found.put(operation, asked.getFirst());
      }
    }
    assertThat(found).isEqualTo(NEEDS);
    assertThat(rig.web.asked).isEmpty();
    assertThat(rig.level).isEqualTo("info");
    assertThat(tokens).containsOnly("abc.d-e_f");
  }

  @Test
  void operations_withoutToken_are401_andNobodyIsAsked() throws IOException {
    for (String operation : operations()) {
      Response answer = call(operation, "{\"n\":1}");
      assertThat(answer.status()).as(operation).isEqualTo(PROBES.contains(operation) ? 200 : 401);
      if (answer.status() == 401) {
        assertThat(answer.header("www-authenticate")).contains("Bearer realm=\"ringmaster\"");
      }
    }
    assertThat(asked).isEmpty();
    assertThat(rig.web.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "abc",
        "Basic YTpi",
        "Bearer",
        "Bearer a b",
        "Bearer a,b",
        "Bearer \"a\"",
        "Bearer ü"
      })
  void authorization_thatIsNoBearerToken_is401(String value) throws IOException {
    assertThat(rig.get(WEB, "Authorization", value).status()).isEqualTo(401);
    assertThat(asked).isEmpty();
  }

  @Test
  void authorization_twice_is401() throws IOException {
    assertThat(rig.get(WEB, "Authorization", "Bearer a", "Authorization", "Bearer b").status())
        .isEqualTo(401);
    assertThat(rig.get(WEB, "authorization", "bEARER  a=").status()).isEqualTo(403);
    assertThat(tokens).containsExactly("a=");
  }

  @Test
  void token_ofNobody_is401() throws IOException {
    law = need -> new Decision.Unknown();
    Response answer = rig.post(WEB + "/scale", "{\"replicas\":1}", TOKEN);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("www-authenticate"))
        .contains("Bearer realm=\"ringmaster\", error=\"invalid_token\"");
    assertThat(answer.text()).doesNotContain("abc.d");
    assertThat(rig.web.asked).isEmpty();
  }

  @Test
  void decision_thatIsNone_is503() throws IOException {
    law = need -> new Decision.Undecided("The API server does not answer");
    for (String operation : operations()) {
      int status = call(operation, "{\"n\":1}", TOKEN).status();
      assertThat(status).as(operation).isEqualTo(PROBES.contains(operation) ? 200 : 503);
    }
    assertProblem(rig.get(WEB, TOKEN), 503, "The API server does not answer");
    assertThat(rig.web.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "POST; /add; {\"n\":1}; update loadbalancers/scale in namespace shop",
        "POST; /add; {\"n\":1,\"hostnames\":[]}; update loadbalancers/scale in namespace shop",
        "POST; /add; {\"n\":1,\"hostnames\":[\"a\"]}; update loadbalancers in namespace shop",
        "DELETE; /rm; {\"n\":2,\"hostnames\":[\"a\"]}; update loadbalancers in namespace shop",
        "DELETE; /rm; nonsense; update loadbalancers/scale in namespace shop",
        "POST; /scale; {\"replicas\":1}; update loadbalancers/scale in namespace shop",
        "POST; /preview; {\"replicas\":1}; get loadbalancers in namespace shop"
      })
  void need_followsTheBody_andIsTold(String method, String call, String body, String words)
      throws IOException {
    assertProblem(rig.call(method, WEB + call, body, TOKEN), 403, "user \"eve\" may not " + words);
  }

  @Test
  void balancer_thatIsNot_isToldOnlyToThoseWhoMayKnow() throws IOException {
    assertThat(rig.get("/api/v1/balancers/shop/none", TOKEN).status()).isEqualTo(403);
    law = need -> new Decision.Allowed();
    assertThat(rig.get("/api/v1/balancers/shop/none", TOKEN).status()).isEqualTo(404);
  }

  @Test
  void allowed_isDone_withTheBodyThatWasJudged() throws IOException {
    law = need -> need.equals(UPDATE) ? new Decision.Allowed() : new Decision.Denied("eve");
    Response answer = rig.post(WEB + "/add", "{\"n\":1,\"hostnames\":[\"a\"]}", TOKEN);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(rig.web.asked).containsExactly("add 1 [a]");
  }

  @Test
  void operations_withTheirRight_areDone() throws IOException {
    for (String operation : operations()) {
      Need need = NEEDS.get(operation);
      law = asked -> asked.equals(need) ? new Decision.Allowed() : new Decision.Denied("eve");
      String query = operation.endsWith("/owner") ? "?key=k" : "";
      // 400 is the answer of the route itself: what it takes is no matter of this test.
      assertThat(call(operation + query, "{\"replicas\":1}", TOKEN).status())
          .as(operation)
          .isIn(200, 400);
    }
    assertThat(rig.defects).isEmpty();
    assertThat(rig.web.asked).contains("scale 1", "drain 0", "owner k");
  }

  @Test
  void list_showsNamespacesThatMayBeListed() throws IOException {
    law = need -> new Decision.Allowed();
    assertThat(names(rig.get("/api/v1/balancers", TOKEN))).isEqualTo(1);

    law =
        need ->
            need.equals(OfBalancers.list("shop"))
                ? new Decision.Allowed()
                : new Decision.Denied("eve");
    asked.clear();
    assertThat(names(rig.get("/api/v1/balancers", TOKEN))).isEqualTo(1);
    assertThat(asked).containsExactly(OfBalancers.list(""), OfBalancers.list("shop"));

    law = need -> new Decision.Denied("eve");
    assertProblem(
        rig.get("/api/v1/balancers", TOKEN),
        403,
        "user \"eve\" may not list loadbalancers in all namespaces, nor in one that has any here");
  }

  private static int names(Response answer) {
    assertThat(answer.status()).isEqualTo(200);
    return new JsonObject(answer.text()).getJsonArray("balancers").size();
  }

  @Test
  void connection_ofSomebodyRefused_isUsedOn() throws IOException {
    try (HttpWire client = HttpWire.open(rig.address())) {
      byte[] body = "{\"replicas\":1}".getBytes(UTF_8);
      assertThat(client.send("POST", WEB + "/scale", body).status()).isEqualTo(401);
      assertThat(client.send("POST", WEB + "/scale", body, TOKEN).status()).isEqualTo(403);
      assertThat(client.send("GET", WEB, body, TOKEN).status()).isEqualTo(403);
      law = need -> new Decision.Allowed();
      assertThat(client.send("POST", WEB + "/scale", body, TOKEN).status()).isEqualTo(200);
      assertThat(client.reconnects()).isZero();
    }
    assertThat(rig.defects).isEmpty();
  }
}

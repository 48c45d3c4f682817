package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Whom the admin port of an operator lets do what, with real tokens and real RBAC. */
@RequiresApiServer
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdminAccessIT {
  private static final String NAMES = "{\"n\":1,\"hostnames\":[\"named\"]}";
  private static final List<String> READING =
      List.of(
          "GET BALANCER",
          "GET BALANCER/members",
          "GET BALANCER/ring",
          "GET BALANCER/owner?key=k",
          "GET BALANCER/rep",
          "POST BALANCER/preview",
          "GET /api/v1/balancers",
          "GET /metrics",
          "GET /openapi.yaml");
  private static final String PUBLIC = "GET /api/v1/log-level";
  private static final List<String> CHANGING =
      List.of(
          "POST BALANCER/scale {\"replicas\":9}",
          "POST BALANCER/add {\"n\":1}",
          "POST BALANCER/add " + NAMES,
          "DELETE BALANCER/rm {\"n\":1}",
          "DELETE BALANCER/rm " + NAMES,
          "POST BALANCER/members/0/drain",
          "PUT /api/v1/log-level {\"level\":\"debug\"}");

  private final ControlPlane plane;
  private final AtomicInteger accounts = new AtomicInteger();

  @SuppressWarnings("NullAway.Init")
  private OperatorRig rig;

  @SuppressWarnings("NullAway.Init")
  private OperatorRig.OperatorProcess operator;

  AdminAccessIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start() throws IOException {
    rig = new OperatorRig(plane);
    // It must tell no token, however much it tells.
    operator = rig.operator("--log-level", "trace");
    rig.apply(OperatorRig.manifest("web", "replicas: 2"));
    rig.awaitReady("web", 2);
  }

  @AfterAll
  void end() {
    rig.close();
  }

  private Account account() {
    return Account.create(plane, rig.namespace(), "user-" + accounts.incrementAndGet());
  }

  private Response ask(Account account, String call) throws IOException {
    return ask(call, "Authorization", "Bearer " + account.token());
  }

  /** A call is {@code METHOD PATH BODY}. */
  private Response ask(String call, String... headers) throws IOException {
    String[] words =
        call.replace("BALANCER", "/api/v1/balancers/" + rig.namespace() + "/web").split(" ", 3);
    Response answer =
        Account.ask(
            operator.admin(),
            words[0] + " " + words[1],
            words.length > 2 ? words[2] : "{}",
            headers);
    for (int i = 1; i < headers.length; i += 2) {
      String token = headers[i].replace("Bearer ", "");
      assertThat(answer.text()).doesNotContain(token);
      assertThat(String.join("\n", operator.process().output())).doesNotContain(token);
    }
    return answer;
  }

  private int wanted() {
    return Objects.requireNonNull(rig.balancer("web").getSpec().replicas());
  }

  @Test
  void nobody_mayDoAnything_butProbe() throws IOException {
    for (List<String> calls : List.of(READING, CHANGING, List.of(PUBLIC))) {
      for (String call : calls) {
        Response without = ask(call);
        assertThat(without.status()).as(call).isEqualTo(401);
        assertThat(without.header("www-authenticate")).contains("Bearer realm=\"ringmaster\"");
        Response garbage = ask(call, "Authorization", "Bearer not.a-real.token");
        assertThat(garbage.status()).as(call).isEqualTo(401);
        assertThat(garbage.header("content-type")).contains("application/problem+json");
      }
    }
    for (String probe : List.of("GET /livez", "GET /readyz")) {
      assertThat(ask(probe).status()).isEqualTo(200);
      assertThat(Account.ask(operator.probes(), probe, "").status()).isEqualTo(200);
    }
    for (String closed : List.of("GET /metrics", "GET /api/v1/balancers", "GET /openapi.yaml")) {
      assertThat(Account.ask(operator.probes(), closed, "").status()).isEqualTo(404);
    }
  }

  @Test
  void account_withoutRights_isRefusedEverything_andToldWhy() throws IOException {
    Account eve = account();
    for (List<String> calls : List.of(READING, CHANGING)) {
      for (String call : calls) {
        Response answer = ask(eve, call);
        assertThat(answer.status()).as(call + " " + answer.text()).isEqualTo(403);
        assertThat(answer.text()).contains("user \\\"" + eve.user() + "\\\" may not ");
      }
    }
    assertThat(ask(eve, "POST BALANCER/scale {\"replicas\":9}").text())
        .contains("may not update loadbalancers/scale in namespace " + rig.namespace());
    assertThat(wanted()).isLessThan(9);
  }

  /**
   * The role {@code system:discovery} of every cluster lets every account get what is below /api.
   */
  @Test
  void account_withoutRights_mayKnowTheLogLevel() throws IOException {
    assertThat(ask(account(), PUBLIC).status()).isEqualTo(200);
  }

  @Test
  void account_whoMayScale_scales_andNothingElse() throws IOException {
    Account scaler = account().may("update", "loadbalancers/scale");
    int before = wanted();
    assertThat(ask(scaler, "POST BALANCER/add {\"n\":1}").status()).isEqualTo(200);
    assertThat(wanted()).isEqualTo(before + 1);
    assertThat(ask(scaler, "DELETE BALANCER/rm {\"n\":1}").status()).isEqualTo(200);
    assertThat(wanted()).isEqualTo(before);
    assertThat(ask(scaler, "POST BALANCER/scale {\"replicas\":" + before + "}").status())
        .isEqualTo(200);

    for (String call : CHANGING) {
      if (call.contains("named") || call.contains("drain") || call.startsWith("PUT")) {
        assertThat(ask(scaler, call).status()).as(call).isEqualTo(403);
      }
    }
    for (String call : READING) {
      assertThat(ask(scaler, call).status()).as(call).isEqualTo(403);
    }
  }

  @Test
  void account_whoMayUpdate_names_andDoesNotScale() throws IOException {
    Account editor = account().may("update", "loadbalancers");
    Response added = ask(editor, "POST BALANCER/add " + NAMES);
    assertThat(added.status()).as(added.text()).isEqualTo(200);
    assertThat(added.text()).contains("\"named\"");
    assertThat(ask(editor, "DELETE BALANCER/rm " + NAMES).status()).isEqualTo(200);
    assertThat(ask(editor, "POST BALANCER/members/77/drain").status()).isEqualTo(404);

    assertThat(ask(editor, "POST BALANCER/add {\"n\":1}").status()).isEqualTo(403);
    assertThat(ask(editor, "POST BALANCER/scale {\"replicas\":9}").status()).isEqualTo(403);
    assertThat(ask(editor, "GET BALANCER").status()).isEqualTo(403);
  }

  @Test
  void account_whoMayLook_looks_inItsNamespace() throws IOException {
    Account viewer = account().may("get", "loadbalancers");
    for (String call : READING.subList(0, 6)) {
      Response answer = ask(viewer, call);
      assertThat(answer.status()).as(call + " " + answer.text()).isEqualTo(200);
    }
    assertThat(ask(viewer, "GET /api/v1/balancers/kube-system/web").status()).isEqualTo(403);

    Account lister = account().may("list", "loadbalancers");
    Response list = ask(lister, "GET /api/v1/balancers");
    assertThat(list.status()).as(list.text()).isEqualTo(200);
    assertThat(new JsonObject(list.text()).getJsonArray("balancers")).hasSize(1);
  }

  @Test
  void account_whoMayGetMetrics_likePrometheus_getsThem() throws IOException {
    try (Account prometheus = account().mayPath("get", "/metrics")) {
      Response metrics = ask(prometheus, "GET /metrics");
      assertThat(metrics.status()).as(metrics.text()).isEqualTo(200);
      assertThat(metrics.text()).contains("ringmaster_");
      assertThat(ask(prometheus, "GET /openapi.yaml").status()).isEqualTo(403);
    }
  }

  @Test
  void right_thatIsTakenAway_ends() throws IOException {
    Account leaver = account().may("get", "loadbalancers");
    assertThat(ask(leaver, "GET BALANCER").status()).isEqualTo(200);
    leaver.mayNoMore("get", "loadbalancers");
    // To the second it is ClusterAccessTest that says so.
    Awaitility.await()
        .atMost(Duration.ofSeconds(25))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> ask(leaver, "GET BALANCER").status() == 403);
  }
}

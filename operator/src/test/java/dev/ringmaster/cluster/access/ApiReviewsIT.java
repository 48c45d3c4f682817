package dev.ringmaster.cluster.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.access.Decision;
import dev.ringmaster.access.Need;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The questions, as a real API server answers them, and as none does. */
@RequiresApiServer
@Timeout(60)
final class ApiReviewsIT {
  private static final Need NEED = Need.OfBalancers.get("shop", "web");

  private final ControlPlane plane;
  private final TestNamespace namespace;

  ApiReviewsIT(ControlPlane plane, TestNamespace namespace) {
    this.plane = plane;
    this.namespace = namespace;
  }

  private static Decision decide(KubernetesClient client, List<String> audiences, String token) {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    ClusterAccess.of(client, audiences, defect -> decision.completeExceptionally(defect))
        .decide(token, NEED, decision::complete);
    return decision.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private String token(String... audiences) {
    return plane
        .admin()
        .serviceAccounts()
        .inNamespace(namespace.name())
        .withName("default")
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(600L)
                .withAudiences(audiences)
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  private Decision denied() {
    return new Decision.Denied("system:serviceaccount:" + namespace.name() + ":default");
  }

  @Test
  void token_isTakenForItsAudienceOnly() {
    List<String> ours = List.of("ringmaster", "other");
    assertThat(decide(plane.admin(), ours, token("ringmaster"))).isEqualTo(denied());
    assertThat(decide(plane.admin(), List.of(), token())).isEqualTo(denied());
    assertThat(decide(plane.admin(), ours, token())).isEqualTo(new Decision.Unknown());
    assertThat(decide(plane.admin(), List.of(), token("ringmaster")))
        .isEqualTo(new Decision.Unknown());
  }

  @Test
  void operator_thatMayNotAsk_allowsNothing_andSaysWhy() {
    String token = token();
    assertThat(decide(plane.as("weak-operator"), List.of(), token))
        .isInstanceOfSatisfying(
            Decision.Undecided.class,
            undecided ->
                assertThat(undecided.reason())
                    .contains("does not tell who may do this", "weak-operator", "tokenreviews")
                    .doesNotContain(token));
  }

  @Test
  void server_thatIsNotThere_allowsNothing_soon() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    isUndecidedSoon(free);
  }

  @Test
  void server_thatHangs_allowsNothing_soon() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      isUndecidedSoon(deaf.getLocalPort());
    }
  }

  private void isUndecidedSoon(int port) {
    Config config =
        new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:" + port).build();
    long start = System.nanoTime();
    assertThat(decide(plane.open(config), List.of(), "any"))
        .isInstanceOfSatisfying(
            Decision.Undecided.class,
            undecided -> assertThat(undecided.reason()).contains("does not answer"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }
}

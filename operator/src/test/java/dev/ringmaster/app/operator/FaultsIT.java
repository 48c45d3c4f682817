package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What happens to Pods, while 64 clients ask without a pause: no request fails, and afterwards each
 * key is with its ordinal.
 */
@RequiresApiServer
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultsIT {
  private static final String WEB = "web";
  private static final int VICTIM = 1;

  private final ControlPlane plane;

  @SuppressWarnings("NullAway.Init")
  private OperatorRig rig;

  @SuppressWarnings("NullAway.Init")
  private InetSocketAddress router;

  FaultsIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start() throws IOException {
    rig = new OperatorRig(plane);
    OperatorProcess operator = rig.operator();
    rig.apply(
        OperatorRig.manifest(
            WEB,
            "image: " + OperatorRig.IMAGE,
            "keys: [{header: X-User-Id}], timeouts: {response: 5s}",
            "replicas: 3"));
    router = rig.own(operator, WEB);
  }

  @AfterAll
  void end() {
    rig.close();
  }

  @BeforeEach
  void awaitPeace() {
    rig.awaitReady(WEB, 3);
    rig.awaitSettled(WEB);
  }

  /** Something that befalls a Pod. */
  @FunctionalInterface
  private interface Fault {
    void befall(Pod pod) throws Exception;
  }

  /** What it takes to be over with it. */
  @FunctionalInterface
  private interface Healed {
    void check(Pod before, Pod now);
  }

  private void assertNobodyNotices(Fault fault, Healed healed) throws Exception {
    assertNobodyNotices(VICTIM, fault, healed);
  }

  private void assertNobodyNotices(int ordinal, Fault fault, Healed healed) throws Exception {
    Map<String, String> owners = RouterLoad.ownersOf(router, RouterLoad.KEYS, 3);
    Pod victim = rig.pod(WEB, ordinal);
    try (RouterLoad load = RouterLoad.start(router, owners)) {
      fault.befall(victim);
      OperatorRig.soon().untilAsserted(() -> healed.check(victim, rig.pod(WEB, ordinal)));
      rig.awaitReady(WEB, 3);
      load.goOn();
      load.stopUnharmed();
    }
    RouterLoad.awaitOwners(router, owners);
  }

  private static void isSucceeded(Pod before, Pod now) {
    assertThat(now.getMetadata().getUid()).isNotEqualTo(before.getMetadata().getUid());
    assertThat(OperatorRig.name(now)).isNotEqualTo(OperatorRig.name(before));
  }

  @Test
  void podDeletedByForce_isSucceeded_andNobodyNotices() throws Exception {
    assertNobodyNotices(
        pod ->
            rig.kubectl(
                "delete", "pod", pod.getMetadata().getName(), "--force", "--grace-period=0"),
        FaultsIT::isSucceeded);
  }

  @Test
  void evictedPod_isSucceeded_andNoSecondIsEvictedMeanwhile() throws Exception {
    // Who counts the Pods learns of new kinds every half minute.
    OperatorRig.soon().atMost(Duration.ofSeconds(90)).until(() -> disruptionsAllowed() == 1);
    assertNobodyNotices(
        pod -> {
          evict(pod);
          assertThatThrownBy(() -> evict(rig.pod(WEB, VICTIM + 1)))
              .isInstanceOfSatisfying(
                  KubernetesClientException.class,
                  refused -> {
                    assertThat(refused.getCode()).isEqualTo(429);
                    assertThat(refused.getMessage()).contains("disruption budget");
                  });
        },
        FaultsIT::isSucceeded);
  }

  private int disruptionsAllowed() {
    var budget =
        rig.client()
            .policy()
            .v1()
            .podDisruptionBudget()
            .inNamespace(rig.namespace())
            .withName(WEB)
            .get();
    return Objects.requireNonNullElse(budget.getStatus().getDisruptionsAllowed(), 0);
  }

  /** The client would try again ten times. */
  private void evict(Pod pod) {
    KubernetesClient once =
        plane.open(
            new ConfigBuilder(rig.client().getConfiguration())
                .withRequestRetryBackoffLimit(0)
                .build());
    once.raw(
        "/api/v1/namespaces/%s/pods/%s/eviction"
            .formatted(rig.namespace(), pod.getMetadata().getName()),
        "POST",
        Map.of(
            "apiVersion",
            "policy/v1",
            "kind",
            "Eviction",
            "metadata",
            Map.of("name", pod.getMetadata().getName())));
  }

  /** The one that has a node to itself, of three on two: more than one that hangs is panic. */
  private Pod alone() {
    Map<String, List<Pod>> byNode =
        rig.pods(WEB).stream().collect(Collectors.groupingBy(pod -> pod.getSpec().getNodeName()));
    return byNode.values().stream()
        .filter(pods -> pods.size() == 1)
        .findFirst()
        .orElseThrow()
        .getFirst();
  }

  @Test
  void podOfANodeThatHangs_isSucceeded_andNobodyNotices() throws Exception {
    Pod victim = alone();
    String node = victim.getSpec().getNodeName();
    try {
      assertNobodyNotices(
          OperatorRig.ordinal(victim),
          pod -> rig.kubelet().lose(node),
          (before, now) -> {
            isSucceeded(before, now);
            assertThat(now.getSpec().getNodeName()).isNotNull().isNotEqualTo(node);
          });
    } finally {
      rig.kubelet().restore(node);
    }
  }

  @Test
  void containerThatCrashes_isRestartedInItsPod_andNobodyNotices() throws Exception {
    assertNobodyNotices(
        pod -> rig.kubelet().crash(pod),
        (before, now) -> {
          assertThat(now.getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
          assertThat(OperatorRig.name(now)).isEqualTo(OperatorRig.name(before));
          var container = now.getStatus().getContainerStatuses().getFirst();
          assertThat(container.getRestartCount()).isEqualTo(1);
          assertThat(container.getReady()).isTrue();
        });
  }

  @Test
  void podThatItsNodeEvicts_isSucceeded_andNobodyNotices() throws Exception {
    assertNobodyNotices(
        pod -> rig.kubelet().fail(pod, "Evicted", "The node was low on resource: memory."),
        FaultsIT::isSucceeded);
    assertThat(rig.pods(WEB))
        .as("what failed is cleared away")
        .noneMatch(pod -> "Failed".equals(pod.getStatus().getPhase()));
  }
}

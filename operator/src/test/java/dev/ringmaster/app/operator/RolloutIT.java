package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.kubernetes.PodLabels;
import dev.ringmaster.testing.UpProcess;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another template, another operator: what stays, and what is made anew in which order. */
@RequiresApiServer
@Timeout(120)
final class RolloutIT {
  private static final String WEB = "web";

  private final ControlPlane plane;

  @SuppressWarnings("NullAway.Init")
  private OperatorRig rig;

  RolloutIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void start() throws IOException {
    rig = new OperatorRig(plane);
  }

  @AfterEach
  void end() {
    rig.close();
  }

  private void applyVersion(String version) {
    rig.apply(
        OperatorRig.manifest(
            WEB,
            "image: %s, env: [{name: VERSION, value: '%s'}]".formatted(OperatorRig.IMAGE, version),
            "keys: [{header: X-User-Id}]",
            "replicas: 3"));
  }

  @Test
  void template_thatChanges_replacesOneOrdinalAfterTheOther_andNoKeyLeavesItsOwn() {
    OperatorProcess operator = rig.operator();
    applyVersion("1");
    rig.awaitReady(WEB, 3);
    rig.awaitSettled(WEB);
    InetSocketAddress router = rig.own(operator, WEB);
    Map<String, String> owners = RouterLoad.ownersOf(router, RouterLoad.KEYS, 3);
    Map<String, String> before = rig.uids(WEB);
    try (RouterLoad load = RouterLoad.start(router, owners)) {
      applyVersion("2");
      rig.awaitCondition(WEB, "Progressing", now -> now.reason().equals("RollingOut"));
      rig.awaitSettled(WEB);
      rig.awaitReady(WEB, 3);
      load.goOn();
      load.stopUnharmed();
      assertThat(load.visits()).as("answers by another ordinal than the key's own").isZero();
    }
    RouterLoad.awaitOwners(router, owners);
    assertThat(rig.uids(WEB).keySet()).containsExactly("s4", "s5", "s6");
    assertThat(rig.uids(WEB).values()).doesNotContainAnyElementsOf(before.values());
    assertThat(rig.pods(WEB))
        .allMatch(pod -> "2".equals(environment(pod).get("VERSION")))
        .extracting(OperatorRig::ordinal)
        .containsExactly(0, 1, 2);
    List<Pod> made = byIncarnation(rig.pods(WEB));
    assertThat(made).extracting(OperatorRig::ordinal).containsExactly(2, 1, 0);
    for (int i = 1; i < made.size(); i++) {
      assertThat(Instant.parse(made.get(i).getMetadata().getCreationTimestamp()))
          .as("one waits until the one before it is ready")
          .isAfterOrEqualTo(readySince(made.get(i - 1)));
    }
    assertThat(rig.balancer(WEB).getStatus().updatedReplicas()).isEqualTo(3);
  }

  private static Map<String, String> environment(Pod pod) {
    Map<String, String> environment = new TreeMap<>();
    pod.getSpec()
        .getContainers()
        .getFirst()
        .getEnv()
        .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
    return environment;
  }

  private static List<Pod> byIncarnation(List<Pod> pods) {
    return pods.stream()
        .sorted(
            Comparator.comparingInt(
                pod -> Integer.parseInt(pod.getMetadata().getLabels().get(PodLabels.INCARNATION))))
        .toList();
  }

  /** To the second, as the API server tells it. */
  private static Instant readySince(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .map(condition -> Instant.parse(condition.getLastTransitionTime()))
        .findFirst()
        .orElseThrow();
  }

  /** After a leader that vanished, the next would wait for the lease to end: 15 s. */
  @Test
  void operator_thatIsRestarted_leavesThePodsAlone_andTheNextLeadsAtOnce() {
    OperatorProcess first = rig.operator();
    rig.apply(OperatorRig.manifest(WEB, "replicas: 3"));
    rig.awaitReady(WEB, 3);
    rig.awaitSettled(WEB);
    Map<String, String> before = rig.uids(WEB);
    assertThat(before.keySet()).containsExactly("s1", "s2", "s3");
    assertThat(rig.leader()).isEqualTo(first.identity());
    UpProcess.signal("TERM", first.process().handle());
    assertThat(first.process().awaitExit()).isZero();
    assertThat(rig.leader()).as("given back, not left to end").isEmpty();

    OperatorProcess second = rig.operator();
    OperatorRig.soon().until(() -> rig.leader().equals(second.identity()));
    rig.client().resource(rig.pod(WEB, 0)).withGracePeriod(0).delete();
    OperatorRig.soon()
        .untilAsserted(() -> assertThat(rig.uids(WEB).keySet()).containsExactly("s2", "s3", "s4"));
    rig.awaitReady(WEB, 3);
    Map<String, String> after = rig.uids(WEB);
    assertThat(after).containsEntry("s2", before.get("s2")).containsEntry("s3", before.get("s3"));
    // Routers have a watch of their own, which may be a moment behind the leader's.
    OperatorRig.soon()
        .untilAsserted(() ->
            assertThat(RouterLoad.owners(rig.own(second, WEB), 100).values())
                .contains("0", "1", "2"));
  }

  @Test
  void operator_looksAfterTheNamespacesThatItIsGiven_andNoOther() {
    try (TestNamespace other = plane.newNamespace();
        TestNamespace third = plane.newNamespace()) {
      String manifest = OperatorRig.manifest(WEB, "replicas: 1");
      List.of(other, third)
          .forEach(
              one -> rig.kubectl(0, manifest, "apply", "--namespace=" + one.name(), "-f", "-"));
      OperatorProcess operator = rig.operator("--namespace", other.name());
      rig.apply(manifest);
      rig.awaitReady(WEB, 1);
      OperatorRig.soon()
          .until(() -> rig.client().pods().inNamespace(other.name()).list().getItems().size() == 1);
      for (String kind : List.of("pods", "services", "poddisruptionbudgets", "endpointslices")) {
        assertThat(rig.kubectl("get", kind, "-o", "name", "--namespace=" + third.name()))
            .as(kind + " of a namespace that it was not given")
            .isBlank();
      }
      assertThat(
              rig.client()
                  .genericKubernetesResources("ringmaster.dev/v1alpha1", "LoadBalancer")
                  .inNamespace(third.name())
                  .withName(WEB)
                  .get()
                  .getAdditionalProperties())
          .doesNotContainKey("status");
      assertThat(operator.process().output()).noneMatch(line -> line.contains(third.name()));
    }
  }
}

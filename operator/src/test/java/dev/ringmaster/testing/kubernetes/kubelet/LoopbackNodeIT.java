package dev.ringmaster.testing.kubernetes.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node, or somebody from outside, does to a Pod. */
@RequiresApiServer
class LoopbackNodeIT {
  private final ControlPlane plane;
  private final KubernetesClient client;
  private KubeletRig rig;
  private String namespace = "";

  LoopbackNodeIT(ControlPlane plane) {
    this.plane = plane;
    this.client = plane.admin();
  }

  @BeforeEach
  void start(TestNamespace fresh) {
    namespace = fresh.name();
    rig = new KubeletRig(plane, namespace, LoopbackKubelet.in(plane, namespace).start());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void eviction_endsAPod_unlessItsBudgetForbids() {
    rig.create(KubeletRig.sample("a"));
    rig.create(KubeletRig.sample("b"));
    rig.see("a", KubeletRig::isReady);
    rig.see("b", KubeletRig::isReady);
    client
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName("one")
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withNewMinAvailable(1)
                .withNewSelector()
                .addToMatchLabels("app", "sample")
                .endSelector()
                .endSpec()
                .build())
        .create();
    rig.patiently("the budget allows one")
        .until(() -> {
          PodDisruptionBudgetStatus status =
              client
                  .policy()
                  .v1()
                  .podDisruptionBudget()
                  .inNamespace(namespace)
                  .withName("one")
                  .get()
                  .getStatus();
          return status != null && Integer.valueOf(1).equals(status.getDisruptionsAllowed());
        });
    // The client would ask a refusal's cause to go away, for 20 s.
    KubernetesClient impatient =
        plane.open(
            new ConfigBuilder(client.getConfiguration()).withRequestRetryBackoffLimit(0).build());
    assertThat(evict(impatient, "a")).isTrue();
    assertThat(evict(impatient, "b")).isFalse();
    rig.awaitGone("a");
  }

  private boolean evict(KubernetesClient as, String name) {
    return as.pods().inNamespace(namespace).withName(name).evict();
  }

  @Test
  void lostNode_hangsWithAllThatIsOnIt_untilItIsBack() throws IOException {
    rig.create(KubeletRig.sample("a"));
    rig.create(KubeletRig.sample("b"));
    Pod pod = rig.see("a", KubeletRig::isReady);
    Pod other = rig.see("b", KubeletRig::isReady);
    String node = pod.getSpec().getNodeName();
    ProcessHandle process = rig.process(pod);

    rig.kubelet().lose(node);
    assertThatThrownBy(() -> KubeletRig.get(pod, "/home", Duration.ofSeconds(1)))
        .isInstanceOf(SocketTimeoutException.class);
    rig.see("a", now -> !KubeletRig.isReady(now));
    Node lost = client.nodes().withName(node).get();
    assertThat(lost.getStatus().getConditions())
        .anyMatch(one -> one.getType().equals("Ready") && one.getStatus().equals("Unknown"));
    rig.patiently("the taint of a lost node")
        .until(() ->
            client.nodes().withName(node).get().getSpec().getTaints().stream()
                .anyMatch(taint ->
                    taint.getKey().equals("node.kubernetes.io/unreachable")
                        && taint.getEffect().equals("NoExecute")));
    rig.pods("a").delete();
    rig.create(KubeletRig.sample("c"));
    assertThat(rig.see("c", KubeletRig::isReady).getSpec().getNodeName())
        .isEqualTo(other.getSpec().getNodeName());
    assertThat(rig.pods("a").get().getMetadata().getDeletionTimestamp()).isNotNull();
    assertThat(process.isAlive()).isTrue();

    rig.kubelet().restore(node);
    rig.awaitGone("a");
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void cordonedNodes_takeNoPod_untilTheyAreFree() {
    cordon(true);
    rig.create(KubeletRig.sample("a"));
    Pod pod = rig.see("a", now -> !now.getStatus().getConditions().isEmpty());
    assertThat(KubeletRig.condition(pod, "PodScheduled").getReason()).isEqualTo("Unschedulable");
    cordon(false);
    rig.see("a", KubeletRig::isReady);
  }

  /**
   * As {@code kubectl cordon} does it: of what the node has become since, nothing is in the way.
   */
  private void cordon(boolean unschedulable) {
    String patch = "{\"spec\": {\"unschedulable\": %b}}".formatted(unschedulable);
    for (Node node : client.nodes().list().getItems()) {
      client
          .nodes()
          .withName(node.getMetadata().getName())
          .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }
  }

  @Test
  void restoredNode_makesItsPodsReadyAgain() throws IOException {
    rig.create(KubeletRig.sample("a"));
    Pod pod = rig.see("a", KubeletRig::isReady);
    String node = pod.getSpec().getNodeName();
    rig.kubelet().lose(node);
    rig.see("a", now -> !KubeletRig.isReady(now));
    rig.kubelet().restore(node);
    rig.see("a", KubeletRig::isReady);
    assertThat(KubeletRig.get(pod, "/home")).isEqualTo(200);
  }

  @Test
  void podsThatWait_takeANodeEach() {
    rig.close();
    String[] nodes = {"node-1", "node-2", "node-3", "node-4", "node-5", "node-6"};
    Stream.of(nodes).forEach(node -> rig.create(KubeletRig.sample("on-" + node)));
    LoopbackKubelet light =
        LoopbackKubelet.in(plane, namespace).nodes(nodes).light("127.0.0.9").start();
    rig = new KubeletRig(plane, namespace, light);
    assertThat(nodes)
        .extracting(node -> rig.see("on-" + node, KubeletRig::isReady).getSpec().getNodeName())
        .containsExactlyInAnyOrder(nodes);
  }

  @Test
  void light_showsManyPodsReady_atTheAddressGiven() {
    rig.close();
    LoopbackKubelet light = LoopbackKubelet.in(plane, namespace).light("127.0.0.9").start();
    rig = new KubeletRig(plane, namespace, light);
    for (int i = 0; i < 50; i++) {
      rig.create(KubeletRig.sample("p" + i));
    }
    for (int i = 0; i < 50; i++) {
      Pod pod = rig.see("p" + i, KubeletRig::isReady);
      assertThat(pod.getStatus().getPodIP()).isEqualTo("127.0.0.9");
    }
    rig.pods("p0").delete();
    rig.awaitGone("p0");
  }

  @Test
  void closing_leavesNeitherProcessNorNode() {
    rig.create(KubeletRig.sample("a"));
    Pod pod = rig.see("a", KubeletRig::isReady);
    ProcessHandle process = rig.process(pod);
    rig.kubelet().lose(pod.getSpec().getNodeName());
    rig.kubelet().close();
    rig.awaitEnd(process);
    assertThat(client.nodes().list().getItems()).isEmpty();
  }

  @Test
  void failedPod_staysAsAnObject_withTheReason() {
    rig.create(KubeletRig.sample("a"));
    Pod pod = rig.see("a", KubeletRig::isReady);
    ProcessHandle process = rig.process(pod);
    rig.kubelet().fail(pod, "Evicted", "The node was low on resource: memory.");
    Pod failed = rig.see("a", now -> "Failed".equals(now.getStatus().getPhase()));
    assertThat(failed.getStatus().getReason()).isEqualTo("Evicted");
    assertThat(KubeletRig.isReady(failed)).isFalse();
    rig.awaitEnd(process);
    rig.pods("a").delete();
    rig.awaitGone("a");
  }
}

package dev.ringmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which Pods of a real API server take requests. */
@RequiresApiServer
final class ClusterFleetIT {
  private final LiveFleet live;

  ClusterFleetIT(ControlPlane plane) {
    live = new LiveFleet(plane);
  }

  @BeforeEach
  void start() throws Exception {
    live.start();
  }

  @AfterEach
  void close() {
    live.close();
  }

  @Test
  void pods_areFoundByIndex_withTheNodesThatTheyAreOn() {
    assertThat(live.watch.synced()).isTrue();
    assertThat(live.watch.watchesNodes()).isTrue();
    assertThat(live.watch.balancers()).hasSize(1);
    assertThat(live.watch.balancer(live.namespace.name(), "web")).isPresent();
    assertThat(live.watch.pods(live.namespace.name(), "web")).hasSize(2);
    assertThat(live.watch.pods(live.namespace.name(), "other")).isEmpty();
    assertThat(live.watch.lost("fleet-a")).isFalse();
  }

  @Test
  void killedContainer_isOut_andBackAsTheSameMember_whenItIsReady() {
    Endpoint before = live.web().table().routable().getLast();

    // In this order: the kubelet's word may be quicker, and then no key leads there.
    FleetRequest.to(live.web(), endpoint -> endpoint.name().equals("s2"))
        .fail(RouteFailure.REFUSED);
    live.kubelet.crash(live.pod("s2"));

    LiveFleet.soon().until(() -> live.serving.story.contains("ejected s2 REFUSED"));
    LiveFleet.soon().until(() -> live.serving.story.contains("recovered s2"));
    live.awaitRoutable("s1", "s2");
    assertThat(live.web().table().routable().getLast()).isEqualTo(before);
    assertThat(live.serving.gone).isEmpty();
  }

  @Test
  void pod_thatBecomesUnready_isOut_withoutARequestThatFails() {
    live.kubelet.crash(live.pod("s2"));
    LiveFleet.soon().until(() -> live.serving.story.contains("ejected s2 UNREADY"));
    live.awaitRoutable("s1", "s2");
  }

  @Test
  void deletedPod_isOutWhileItStillRuns_andItsConnectionsCloseWhenItIsGone() {
    Pod pod = live.pod("s2");
    live.client.resource(pod).delete();
    live.awaitRoutable("s1");
    LiveFleet.soon().until(() -> !live.serving.gone.isEmpty());
    assertThat(live.serving.gone).extracting(Endpoint::name).containsExactly("s2");
  }

  @Test
  void lostNode_takesItsPodsOut_andGivesThemBack() {
    String node = live.pod("s2").getSpec().getNodeName();
    live.kubelet.lose(node);
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> live.watch.lost(node) && !live.web().replicas().contains("s2"));

    live.kubelet.restore(node);
    live.awaitRoutable("s1", "s2");
  }

  @Test
  void deletedResource_isServedNoMore() {
    live.client.resource(live.resource).delete();
    LiveFleet.soon().until(() -> live.serving.balancers.isEmpty());
  }
}

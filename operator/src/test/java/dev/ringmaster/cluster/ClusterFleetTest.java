package dev.ringmaster.cluster;

import static dev.ringmaster.cluster.FakeCluster.edited;
import static dev.ringmaster.cluster.FakeCluster.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.routing.RoutingTable;
import dev.ringmaster.view.MemberView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is served, by which state of which resource. */
final class ClusterFleetTest {
  private final FleetRig rig = FleetRig.ofThree();
  private final FakeCluster cluster = rig.cluster;

  @AfterEach
  void close() {
    rig.close();
    assertThat(rig.defects).isEmpty();
  }

  @Test
  void readyPods_areRoutable_beforeTheBalancerIsServed() {
    rig.fleet.refresh();
    rig.lane.run();

    assertThat(rig.servings).hasSize(1);
    assertThat(rig.routable()).containsExactly(0, 1, 2);
    assertThat(rig.story).containsExactly("shown shop/web", "ready s1", "ready s2", "ready s3");
    assertThat(rig.web().view().members())
        .extracting(MemberView::runtimeId)
        .containsExactly("web-0-1", "web-1-2", "web-2-3");
  }

  @Test
  void nothing_isServed_beforeAllIsKnown() {
    cluster.synced = false;
    rig.tell();
    assertThat(rig.servings).isEmpty();

    cluster.synced = true;
    rig.tell();
    assertThat(rig.routable()).containsExactly(0, 1, 2);
  }

  @Test
  void resource_thatIsNotSound_changesNothing() {
    rig.tell();
    cluster.put(cluster.web(2, "replicas: 5, routing: {hosts: [a.example], algorithm: Magic}"));
    rig.tell();
    assertThat(rig.routable()).containsExactly(0, 1, 2);
    assertThat(rig.web().model().replicas()).isEqualTo(3);

    cluster.put(cluster.web(3, "replicas: 2"));
    rig.tell();
    assertThat(rig.routable()).containsExactly(0, 1);
  }

  @Test
  void resource_thatIsOlderThanWhatIsKnown_changesNothing() {
    cluster.put(cluster.web(2, "replicas: 2"));
    rig.tell();
    cluster.put(cluster.web(1, FleetRig.THREE));
    rig.tell();
    assertThat(rig.web().model().replicas()).isEqualTo(2);
  }

  @Test
  void resource_thatWasNeverSound_isNotServed() {
    cluster.put(cluster.web(1, "routing: {algorithm: Magic}"));
    rig.tell();
    assertThat(rig.served()).isEmpty();
  }

  @Test
  void deletedBalancer_isServedNoMore_andNoConnectionIsKept() {
    rig.tell();
    cluster.balancers.clear();
    rig.tell();
    assertThat(rig.served()).isEmpty();
    assertThat(rig.story).endsWith("hidden shop/web");
    assertThat(rig.gone).hasSize(3);
  }

  @Test
  void anotherResourceOfTheSameName_isAnotherBalancer() {
    rig.tell();
    LoadBalancer another = cluster.web(1, FleetRig.THREE);
    another.getMetadata().setUid("another");
    cluster.put(another);
    rig.tell();
    assertThat(rig.served()).extracting(ClusterBalancer::uid).containsExactly("another");
    assertThat(rig.story).contains("hidden shop/web");
    assertThat(rig.routable()).isEmpty();
  }

  @Test
  void routerPort_isServedWhenTheStatusHasIt() {
    rig.tell();
    assertThat(rig.web().routerPort()).isEmpty();

    LoadBalancer numbered = cluster.web(1, FleetRig.THREE);
    numbered.setStatus(statusWithPort(20_004));
    cluster.put(numbered);
    rig.tell();
    rig.tell();

    assertThat(rig.servings).hasSize(2);
    assertThat(rig.web().routerPort()).hasValue(20_004);
  }

  private static LoadBalancerStatus statusWithPort(int port) {
    return new LoadBalancerStatus(
        null, null, null, null, null, null, port, null, null, null, null, List.of(), List.of(),
        null);
  }

  @Test
  void host_thatTwoClaim_isTheOlders_andComesBackWhenThatIsGone() {
    cluster.put(cluster.web(1, "replicas: 3, routing: {hosts: [a.example, b.example]}"));
    LoadBalancer younger =
        cluster.balancer("shop", "api", 1, 7, "routing: {hosts: [b.example, c.example]}");
    cluster.put(younger);
    rig.fleet.refresh();
    rig.lane.run();
    assertThat(rig.served())
        .extracting(balancer -> balancer.model().routing().hosts())
        .containsExactly(List.of("a.example", "b.example"), List.of("c.example"));

    cluster.put(cluster.web(2, "replicas: 3, routing: {hosts: [a.example]}"));
    rig.tell();
    assertThat(rig.served().getLast().model().routing().hosts())
        .containsExactly("b.example", "c.example");
  }

  @Test
  void pod_thatCantBeUnderstood_isInNobodyElsesWay_andIsTriedAgain() {
    cluster.put(cluster.balancer("shop", "api", 1, 7, ""));
    cluster.put(edited(pod(1, 2), pod -> pod.setStatus(null)));
    rig.fleet.refresh();
    rig.lane.run();
    assertThat(rig.served()).hasSize(2);
    assertThat(rig.defects).isNotEmpty();

    cluster.put(pod(1, 2));
    rig.lane.pass(Duration.ofSeconds(1));
    assertThat(rig.routable()).containsExactly(0, 1, 2);
    rig.defects.clear();
    rig.lane.pass(Duration.ofSeconds(9));
    assertThat(rig.defects).isEmpty();
  }

  @Test
  void unchangedObjects_makeNoNewTable() {
    rig.tell();
    RoutingTable before = rig.web().table();
    rig.tell();
    assertThat(rig.web().table()).isSameAs(before);
    assertThat(rig.servings).hasSize(1);
  }
}

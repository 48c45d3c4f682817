package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.testing.UpProcess;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Three operators, each with a Pod of its own: all of them route, and one leads. */
@RequiresApiServer
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RoutersIT {
  private static final String WEB = "web";
  private static final int ROUTERS = 3;
  private static final int KEYS = 10_000;

  private final ControlPlane plane;
  private List<OperatorProcess> routers = List.of();

  @SuppressWarnings("NullAway.Init")
  private OperatorRig rig;

  @SuppressWarnings("NullAway.Init")
  private RouterPods pods;

  RoutersIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start() throws IOException {
    rig = new OperatorRig(plane);
    pods = new RouterPods(rig);
    routers = rig.operators(ROUTERS);
    routers.forEach(pods::create);
    rig.apply(OperatorRig.manifest(WEB, "replicas: 3"));
    rig.awaitReady(WEB, 3);
    rig.awaitSettled(WEB);
  }

  @AfterAll
  void end() {
    rig.close();
  }

  private InetSocketAddress own(OperatorProcess router) {
    return rig.own(router, WEB);
  }

  @Test
  @Order(1)
  void routers_thatAreAskedForTenThousandKeys_agreeOnEach() {
    Map<String, String> owners = RouterLoad.ownersOf(own(routers.getFirst()), KEYS, 3);
    for (OperatorProcess router : routers) {
      RouterLoad.awaitOwners(own(router), owners);
      RouterLoad.awaitOwners(router.shared(), owners(owners, KEYS / 10));
    }
  }

  private static Map<String, String> owners(Map<String, String> all, int keys) {
    Map<String, String> some = new java.util.TreeMap<>(all);
    some.keySet().removeIf(key -> Integer.parseInt(key.substring("user-".length())) >= keys);
    return some;
  }

  @Test
  @Order(2)
  void slice_ofTheService_listsAllRouters_atThePortOfTheBalancer() {
    OperatorRig.soon()
        .untilAsserted(() ->
            assertThat(pods.slice(WEB).getEndpoints())
                .extracting(endpoint -> endpoint.getAddresses().getFirst())
                .containsExactlyInAnyOrderElementsOf(
                    routers.stream().map(RouterPods::advertised).toList()));
    EndpointSlice slice = pods.slice(WEB);
    assertThat(slice.getMetadata().getLabels())
        .containsEntry("kubernetes.io/service-name", WEB)
        .containsEntry("endpointslice.kubernetes.io/managed-by", "ringmaster.dev");
    assertThat(slice.getPorts())
        .singleElement()
        .satisfies(port -> {
          assertThat(port.getName()).isEqualTo(service().getSpec().getPorts().getFirst().getName());
          assertThat(port.getPort()).isEqualTo(own(routers.getFirst()).getPort());
        });
    assertThat(slice.getEndpoints())
        .extracting(Endpoint::getConditions)
        .allMatch(conditions -> conditions.getReady() && conditions.getServing());
    assertThat(rig.kubectl("get", "endpointslices", "-o", "name").lines()).hasSize(1);
  }

  private io.fabric8.kubernetes.api.model.Service service() {
    return rig.client().services().inNamespace(rig.namespace()).withName(WEB).get();
  }

  @Test
  @Order(3)
  void leader_thatIsKilled_isSucceeded_andClientsOfTheOthersNoticeNothing() {
    OperatorProcess leader =
        routers.stream()
            .filter(router -> router.identity().equals(rig.leader()))
            .findFirst()
            .orElseThrow();
    List<OperatorProcess> others = routers.stream().filter(one -> !one.equals(leader)).toList();
    Map<String, String> owners = RouterLoad.ownersOf(own(leader), RouterLoad.KEYS, 3);
    try (RouterLoad one = RouterLoad.start(own(others.getFirst()), owners);
        RouterLoad two = RouterLoad.start(own(others.getLast()), owners)) {
      UpProcess.signal("KILL", leader.process().handle());
      rig.client()
          .pods()
          .inNamespace(rig.home())
          .withName(leader.identity())
          .withGracePeriod(0)
          .delete();
      Pod victim = rig.pod(WEB, 2);
      rig.client().resource(victim).withGracePeriod(0).delete();
      OperatorRig.soon()
          .until(() -> others.stream().anyMatch(other -> other.identity().equals(rig.leader())));
      OperatorRig.soon()
          .untilAsserted(() -> {
            Pod successor = rig.pod(WEB, 2);
            assertThat(successor.getMetadata().getUid())
                .isNotEqualTo(victim.getMetadata().getUid());
            assertThat(OperatorRig.name(successor)).isEqualTo("s4");
          });
      rig.awaitReady(WEB, 3);
      one.goOn();
      two.goOn();
      one.stopUnharmed();
      two.stopUnharmed();
    }
    for (OperatorProcess other : others) {
      RouterLoad.awaitOwners(own(other), owners);
    }
    OperatorRig.soon()
        .untilAsserted(() ->
            assertThat(pods.slice(WEB).getEndpoints())
                .extracting(endpoint -> endpoint.getAddresses().getFirst())
                .containsExactlyInAnyOrderElementsOf(
                    others.stream().map(RouterPods::advertised).toList()));
  }
}

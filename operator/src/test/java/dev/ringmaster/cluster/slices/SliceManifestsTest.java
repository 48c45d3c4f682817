package dev.ringmaster.cluster.slices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.testing.kubernetes.Balancers;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SliceManifestsTest {
  private static final LoadBalancer WEB = web();

  private static LoadBalancer web() {
    LoadBalancer web = Balancers.web("template: {image: a}");
    web.setStatus(Balancers.withPort(20_004));
    return web;
  }

  /** A router's Pod with these fields of its status, and this annotation if it is not empty. */
  private static Pod pod(String name, String advertised, String status) {
    Pod pod =
        Balancers.SERIALIZATION.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata: {namespace: system, name: %1$s, uid: uid-of-%1$s}
            spec: {nodeName: node-a}
            status: {phase: Running, %2$s}
            """
                .formatted(name, status),
            Pod.class);
    if (!advertised.isEmpty()) {
      pod.getMetadata().getAnnotations().put("ringmaster.dev/advertise-address", advertised);
    }
    return pod;
  }

  private static Pod ready(String name, String address) {
    return pod(
        name,
        "",
        "podIPs: [{ip: '%s'}], conditions: [{type: Ready, status: 'True'}]".formatted(address));
  }

  private static List<EndpointSlice> slices(Pod... routers) {
    return SliceManifests.of(
        WEB, Stream.of(routers).filter(RouterPod::counts).map(RouterPod::of).toList());
  }

  private static List<String> addresses(EndpointSlice slice) {
    return slice.getEndpoints().stream()
        .map(endpoint -> endpoint.getAddresses().getFirst())
        .toList();
  }

  @Test
  void slice_isOfTheService_andGoesWithTheBalancer() {
    EndpointSlice slice = slices(ready("a", "10.0.0.1")).getFirst();
    assertThat(slice.getMetadata().getNamespace()).isEqualTo("shop");
    assertThat(slice.getMetadata().getLabels())
        .containsEntry("kubernetes.io/service-name", "web")
        .containsEntry("endpointslice.kubernetes.io/managed-by", "ringmaster.dev");
    assertThat(slice.getMetadata().getOwnerReferences())
        .singleElement()
        .returns("uid-of-web", owner -> owner.getUid());
    assertThat(slice.getPorts()).singleElement().returns(20_004, port -> port.getPort());
    assertThat(slice.getEndpoints().getFirst().getTargetRef().getName()).isEqualTo("a");
  }

  @Test
  void balancer_withoutAPort_hasNone() {
    assertThat(SliceManifests.of(Balancers.web("template: {image: a}"), List.of())).isEmpty();
  }

  @Test
  void balancer_withoutARouter_hasAnEmptyOne() {
    assertThat(slices()).singleElement().returns(List.of(), EndpointSlice::getEndpoints);
  }

  @Test
  void routers_areListedByName_inASliceForEachFamily() {
    Pod both =
        pod(
            "b",
            "",
            "podIPs: [{ip: 10.0.0.2}, {ip: 'fd00::2'}], conditions: [{type: Ready, status: 'True'}]");
    List<EndpointSlice> slices = slices(both, ready("a", "10.0.0.1"), ready("c", "fd00::3"));
    assertThat(slices).extracting(EndpointSlice::getAddressType).containsExactly("IPv4", "IPv6");
    assertThat(addresses(slices.getFirst())).containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(addresses(slices.getLast())).containsExactly("fd00::2", "fd00::3");
  }

  @Test
  void router_isAsReadyAsItsPod_untilItLeaves() {
    Pod unready = pod("a", "", "podIPs: [{ip: 10.0.0.1}]");
    Pod leaving = ready("b", "10.0.0.2");
    leaving.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    EndpointSlice slice = slices(unready, leaving, ready("c", "10.0.0.3")).getFirst();
    assertThat(slice.getEndpoints())
        .extracting(endpoint ->
            List.of(
                endpoint.getConditions().getReady(),
                endpoint.getConditions().getServing(),
                endpoint.getConditions().getTerminating()))
        .containsExactly(
            List.of(false, false, false), List.of(false, true, true), List.of(true, true, false));
  }

  @Test
  void router_thatIsOver_orHasNoAddressYet_isNone() {
    Pod failed = ready("a", "10.0.0.1");
    failed.getStatus().setPhase("Failed");
    assertThat(slices(failed, pod("b", "", "startTime: null")).getFirst().getEndpoints()).isEmpty();
  }

  @Test
  void router_thatAdvertisesAddresses_isReachedThere() {
    Pod router = pod("a", "192.0.2.1, 2001:db8::1", "podIPs: [{ip: 127.0.0.9}]");
    List<EndpointSlice> slices = slices(router);
    assertThat(addresses(slices.getFirst())).containsExactly("192.0.2.1");
    assertThat(addresses(slices.getLast())).containsExactly("2001:db8::1");
  }

  /** What the server adds is nobody's wish. */
  @Test
  void slice_isTheSame_whateverTheServerAdded_untilSomethingWantedDiffers() {
    EndpointSlice wanted = slices(ready("a", "10.0.0.1")).getFirst();
    EndpointSlice there =
        new EndpointSliceBuilder(wanted)
            .editMetadata()
            .withResourceVersion("7")
            .withUid("any")
            .addToLabels("more", "labels")
            .endMetadata()
            .build();
    assertThat(SliceManifests.same(there, wanted)).isTrue();
    assertThat(SliceManifests.same(there, slices(ready("a", "10.0.0.2")).getFirst())).isFalse();
    assertThat(SliceManifests.same(there, slices().getFirst())).isFalse();
    there.getPorts().getFirst().setPort(20_005);
    assertThat(SliceManifests.same(there, wanted)).isFalse();
  }
}

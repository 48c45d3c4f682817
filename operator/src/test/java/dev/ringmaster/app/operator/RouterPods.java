package dev.ringmaster.app.operator;

import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Optional;

/** The Pods of the operators themselves, which nobody runs, and where they are listed. */
record RouterPods(OperatorRig rig) {
  /** That of an operator: Ready at once. */
  void create(OperatorProcess router) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(rig.home())
            .withName(router.identity())
            .addToLabels("app.kubernetes.io/name", "ringmaster")
            .addToAnnotations("ringmaster.dev/advertise-address", advertised(router))
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("operator")
            .withImage("example.org/ringmaster/operator:0.1")
            .endContainer()
            .endSpec()
            .build();
    Pod there = rig.client().resource(pod).create();
    show(router, there, true);
  }

  /** What its kubelet would say of it. */
  void ready(OperatorProcess router, boolean ready) {
    show(
        router,
        rig.client().pods().inNamespace(rig.home()).withName(router.identity()).require(),
        ready);
  }

  private void show(OperatorProcess router, Pod pod, boolean ready) {
    pod.setStatus(
        new PodBuilder()
            .withNewStatus()
            .withPhase("Running")
            .withPodIP(router.address().getHostAddress())
            .addNewPodIP()
            .withIp(router.address().getHostAddress())
            .endPodIP()
            .addNewCondition()
            .withType("Ready")
            .withStatus(ready ? "True" : "False")
            .endCondition()
            .endStatus()
            .build()
            .getStatus());
    rig.client().resource(pod).updateStatus();
  }

  /** It is gone, as after its node. */
  void delete(OperatorProcess router) {
    rig.client()
        .pods()
        .inNamespace(rig.home())
        .withName(router.identity())
        .withGracePeriod(0)
        .delete();
  }

  /** The API server takes no endpoint on loopback. */
  static String advertised(OperatorProcess router) {
    return "192.0.2." + router.identity().replaceAll("\\D", "");
  }

  /** The slice of a balancer's Service. */
  EndpointSlice slice(String balancer) {
    return OperatorRig.soon()
        .until(() -> slices(balancer), slices -> slices.size() == 1)
        .getFirst();
  }

  private List<EndpointSlice> slices(String balancer) {
    return rig.client()
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(rig.namespace())
        .withLabel("kubernetes.io/service-name", balancer)
        .list()
        .getItems();
  }

  /** As what a router is listed there; empty: not at all. */
  Optional<Boolean> listedAsReady(OperatorProcess router, String balancer) {
    return slice(balancer).getEndpoints().stream()
        .filter(endpoint -> endpoint.getTargetRef().getName().equals(router.identity()))
        .map(Endpoint::getConditions)
        .map(conditions -> conditions.getReady())
        .findFirst();
  }
}

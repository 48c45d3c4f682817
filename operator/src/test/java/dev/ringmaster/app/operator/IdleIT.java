package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.kubernetes.AuditEvent;
import dev.ringmaster.testing.kubernetes.AuditLog;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A balancer to which nothing happens. */
@RequiresApiServer
@Timeout(180)
final class IdleIT {
  private static final Duration IDLE = Duration.ofSeconds(60);

  /** All that the operator writes, but for its lease. */
  private static final List<String> KINDS =
      List.of(
          "ringmaster.dev/v1alpha1/LoadBalancer",
          "v1/Service",
          "v1/Pod",
          "v1/Event",
          "policy/v1/PodDisruptionBudget",
          "discovery.k8s.io/v1/EndpointSlice");

  private final ControlPlane plane;

  IdleIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void operators_whileNothingHappens_writeNothingButTheirLease() throws IOException {
    try (OperatorRig rig = new OperatorRig(plane)) {
      rig.operators(2);
      rig.apply(OperatorRig.manifest("web", "replicas: 3"));
      rig.awaitReady("web", 3);
      rig.awaitSettled("web");
      OperatorRig.soon().until(() -> rig.kubectl("get", "endpointslices").contains("web"));
      // Who counts the Pods for the disruption budget learns of new kinds every half minute.
      OperatorRig.soon()
          .atMost(Duration.ofSeconds(90))
          .until(() -> rig.kubectl("get", "pdb").matches("(?s).* 1  +\\d+(m(\\d+s)?|s)\\s*"));

      AuditLog audit = plane.audit();
      long mark = audit.mark();
      Map<String, String> before = versions(rig);
      await()
          .pollDelay(IDLE)
          .atMost(IDLE.plusSeconds(60))
          .untilAsserted(() -> assertThat(versions(rig)).isEqualTo(before));
      List<AuditEvent> writes = audit.writes(rig.user(), mark);
      assertThat(writes)
          .isNotEmpty()
          .allMatch(
              write -> write.resource().equals("leases") && write.name().equals("ringmaster"));
    }
  }

  private static Map<String, String> versions(OperatorRig rig) {
    Map<String, String> versions = new TreeMap<>();
    for (String kind : KINDS) {
      int slash = kind.lastIndexOf('/');
      rig.client()
          .genericKubernetesResources(kind.substring(0, slash), kind.substring(slash + 1))
          .inNamespace(rig.namespace())
          .list()
          .getItems()
          .forEach(object -> versions.put(id(object), object.getMetadata().getResourceVersion()));
    }
    assertThat(versions.keySet()).hasSizeGreaterThan(KINDS.size());
    return versions;
  }

  private static String id(GenericKubernetesResource object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }
}

package dev.ringmaster.pool.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.testing.kubernetes.Balancers;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PodManifestTest {
  private static Pod pod(String spec) {
    return new PodManifest(
            Balancers.SERIALIZATION,
            new PodOwner("ringmaster.dev/v1alpha1", "LoadBalancer", "shop", "web", "uid-of-web"))
        .of(new ReplicaSpec(2, 7, "s7", Balancers.model(Balancers.web(spec)).template()));
  }

  private static Container replica(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .filter(container -> container.getName().equals("replica"))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> environment(Pod pod) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (EnvVar variable : replica(pod).getEnv()) {
      environment.put(variable.getName(), variable.getValue());
    }
    return environment;
  }

  @Test
  void pod_isKnownByItsLabels_andGoesWithItsBalancer() {
    Pod pod = pod("template: {image: a}");
    assertThat(pod.getMetadata().getName()).startsWith("web-2-");
    assertThat(pod.getMetadata().getNamespace()).isEqualTo("shop");
    assertThat(pod.getMetadata().getLabels())
        .containsEntry("ringmaster.dev/loadbalancer", "web")
        .containsEntry("ringmaster.dev/ordinal", "2")
        .containsEntry("ringmaster.dev/incarnation", "7")
        .containsKey("ringmaster.dev/revision");
    assertThat(pod.getMetadata().getAnnotations()).containsEntry("ringmaster.dev/name", "s7");
    assertThat(pod.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> {
          assertThat(owner.getUid()).isEqualTo("uid-of-web");
          assertThat(owner.getController()).isTrue();
        });
  }

  @Test
  void replica_isWhatTheTemplateSays() {
    Pod pod =
        pod(
            "template: {image: example.org/web, command: [run, $(PORT)], port: 8080,"
                + " env: [{name: COLOUR, value: $green}],"
                + " resources: {limits: {cpu: 500m, memory: 64Mi}}}");
    Container replica = replica(pod);
    assertThat(pod.getSpec().getContainers()).hasSize(1);
    assertThat(replica.getImage()).isEqualTo("example.org/web");
    assertThat(replica.getCommand()).containsExactly("run", "$(PORT)");
    assertThat(environment(pod))
        .containsExactly(
            Map.entry("COLOUR", "$$green"),
            Map.entry("PORT", "8080"),
            Map.entry("SERVER_ID", "s7"),
            Map.entry("REPLICA_ORDINAL", "2"));
    assertThat(replica.getPorts()).singleElement().returns(8080, port -> port.getContainerPort());
    assertThat(replica.getResources().getLimits())
        .isEqualTo(Map.of("cpu", new Quantity("500m"), "memory", new Quantity("67108864")));
  }

  @Test
  void probe_isTheHealthOfTheBalancer() {
    Container replica =
        replica(
            pod(
                "template: {image: a, port: 8080},"
                    + " health: {path: /ok, interval: 1500ms, timeout: 100ms, unhealthyAfter: 4}"));
    assertThat(replica.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/ok");
    assertThat(replica.getReadinessProbe().getHttpGet().getPort().getIntVal()).isEqualTo(8080);
    assertThat(replica.getReadinessProbe().getPeriodSeconds()).isEqualTo(2);
    assertThat(replica.getReadinessProbe().getTimeoutSeconds()).isEqualTo(1);
    assertThat(replica.getReadinessProbe().getFailureThreshold()).isEqualTo(4);
    assertThat(replica(pod("template: {image: a}")).getReadinessProbe().getTcpSocket()).isNotNull();
    assertThat(
            replica(pod("template: {image: ringmaster/replica}"))
                .getReadinessProbe()
                .getHttpGet()
                .getPath())
        .isEqualTo("/heartbeat");
  }

  @Test
  void end_hasTimeForTheGraceAndTheDrain() {
    Pod pod = pod("template: {image: a}, drain: {grace: 2500ms, deadline: 20s}");
    assertThat(replica(pod).getLifecycle().getPreStop().getSleep().getSeconds()).isEqualTo(3);
    assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isEqualTo(28);
    assertThat(replica(pod("template: {image: a}, drain: {grace: 0s}")).getLifecycle()).isNull();
  }

  /** The restricted profile of the Pod Security Standards, but for what the image decides. */
  @Test
  void pod_isRestricted() {
    Pod pod = pod("template: {image: a}");
    assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
        .isEqualTo("RuntimeDefault");
    assertThat(replica(pod).getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(replica(pod).getSecurityContext().getCapabilities().getDrop())
        .containsExactly("ALL");
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSpec().getEnableServiceLinks()).isFalse();
  }

  @Test
  void pods_areSpread_andLeaveALostNodeSoon() {
    Pod pod = pod("template: {image: a}");
    assertThat(pod.getSpec().getTopologySpreadConstraints())
        .extracting(TopologySpreadConstraint::getTopologyKey)
        .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone");
    assertThat(pod.getSpec().getTopologySpreadConstraints())
        .allSatisfy(spread -> {
          assertThat(spread.getWhenUnsatisfiable()).isEqualTo("ScheduleAnyway");
          assertThat(spread.getLabelSelector().getMatchLabels())
              .isEqualTo(Map.of("ringmaster.dev/loadbalancer", "web"));
        });
    assertThat(pod.getSpec().getTolerations())
        .extracting(Toleration::getKey, Toleration::getTolerationSeconds)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("node.kubernetes.io/not-ready", 10L),
            org.assertj.core.groups.Tuple.tuple("node.kubernetes.io/unreachable", 10L));
  }

  @Test
  void whatTheUserTyped_isKept() {
    Pod pod =
        pod(
            """
            template: {image: a, podTemplate: {
              metadata: {labels: {team: shop, ringmaster.dev/ordinal: "9"}, annotations: {a: b}},
              spec: {
                terminationGracePeriodSeconds: 7,
                automountServiceAccountToken: true,
                enableServiceLinks: true,
                securityContext: {runAsNonRoot: false, runAsUser: 0},
                topologySpreadConstraints: [{maxSkew: 2, topologyKey: rack, whenUnsatisfiable: DoNotSchedule}],
                tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, tolerationSeconds: 300}],
                containers: [
                  {name: sidecar, image: b},
                  {name: replica,
                   env: [{name: MINE, value: $(PORT)}, {name: PORT, value: "1"}],
                   ports: [{containerPort: 9000}],
                   readinessProbe: {exec: {command: ["true"]}},
                   lifecycle: {preStop: {exec: {command: [bye]}}},
                   securityContext: {allowPrivilegeEscalation: true},
                   terminationMessagePolicy: File,
                   resources: {limits: {example.org/gpu: 1}}}]}}}
            """
                .replaceAll("\\s+", " "));
    assertThat(pod.getMetadata().getLabels())
        .containsEntry("team", "shop")
        .containsEntry("ringmaster.dev/ordinal", "2");
    assertThat(pod.getMetadata().getAnnotations()).containsEntry("a", "b");
    assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isEqualTo(7);
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isTrue();
    assertThat(pod.getSpec().getEnableServiceLinks()).isTrue();
    assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isFalse();
    assertThat(pod.getSpec().getTopologySpreadConstraints())
        .extracting(TopologySpreadConstraint::getTopologyKey)
        .containsExactly("rack");
    assertThat(pod.getSpec().getTolerations())
        .extracting(Toleration::getTolerationSeconds)
        .containsExactlyInAnyOrder(300L, 10L);
    assertThat(pod.getSpec().getContainers())
        .extracting(Container::getName)
        .containsExactly("sidecar", "replica");
    Container replica = replica(pod);
    assertThat(replica.getImage()).isEqualTo("a");
    assertThat(environment(pod)).containsEntry("MINE", "$(PORT)").containsEntry("PORT", "5000");
    assertThat(replica.getPorts()).hasSize(2);
    assertThat(replica.getReadinessProbe().getExec()).isNotNull();
    assertThat(replica.getReadinessProbe().getTcpSocket()).isNull();
    assertThat(replica.getLifecycle().getPreStop().getExec().getCommand()).containsExactly("bye");
    assertThat(replica.getSecurityContext().getAllowPrivilegeEscalation()).isTrue();
    assertThat(replica.getTerminationMessagePolicy()).isEqualTo("File");
    assertThat(replica.getResources().getLimits()).containsOnlyKeys("example.org/gpu");
  }

  @Test
  void accountThatIsTyped_getsItsToken() {
    Pod pod = pod("template: {image: a, podTemplate: {spec: {serviceAccountName: reader}}}");
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isNull();
  }

  @Test
  void claims_areVolumesOfTheirNames_oneForEachOrdinal() {
    Pod pod =
        pod(
            "template: {image: a, podTemplate: {spec: {volumes: [{name: data, emptyDir: {}},"
                + " {name: tmp, emptyDir: {}}]}}},"
                + " volumeClaimTemplates: [{metadata: {name: data}, spec: {}}]");
    assertThat(pod.getSpec().getVolumes()).extracting(Volume::getName).contains("tmp", "data");
    assertThat(pod.getSpec().getVolumes())
        .filteredOn(volume -> volume.getName().equals("data"))
        .singleElement()
        .satisfies(volume ->
            assertThat(volume.getPersistentVolumeClaim().getClaimName()).isEqualTo("data-web-2"));
  }

  @Test
  void pod_ofTheSameReplica_isTheSame() {
    assertThat(pod("template: {image: a}")).isEqualTo(pod("template: {image: a}"));
    assertThat(List.of(pod("template: {image: a}"))).doesNotContain(pod("template: {image: b}"));
  }
}

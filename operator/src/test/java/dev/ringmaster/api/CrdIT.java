package dev.ringmaster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.api.status.RingStatus;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.Kubectl;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server and kubectl make of the definition. */
@RequiresApiServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrdIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ControlPlane plane;
  private final CustomResourceDefinition installed;

  CrdIT(ControlPlane plane) {
    this.plane = plane;
    installed = CrdFile.install(plane.admin());
  }

  @Test
  void definition_isStructural_andItsNamesAreTaken() {
    assertThat(installed.getStatus().getConditions())
        .noneMatch(condition -> condition.getType().equals("NonStructuralSchema"))
        .anyMatch(condition ->
            condition.getType().equals("NamesAccepted") && condition.getStatus().equals("True"));
  }

  @Test
  void defaults_areFilledIn_whereTheirSectionIsTyped(TestNamespace namespace) {
    create(namespace, "template: {image: a}");
    assertThat(json(namespace))
        .endsWith("\"spec\":{\"replicas\":1,\"template\":{\"image\":\"a\",\"port\":5000}}}");
    balancers(namespace).withName("web").delete();

    create(
        namespace,
        "template: {image: a, mounts: [{source: v1, target: /a}]}, service: {}, routing:"
            + " {boundedLoad: {}, retries: {}, timeouts: {}, keys: [{clientAddress: {}}]},"
            + " health: {}, drain: {}, rollout: {}, warmUp: {}");
    assertThat(json(namespace))
        .endsWith(
            """
            "spec":{"replicas":1,"template":{"image":"a","port":5000,\
            "mounts":[{"source":"v1","target":"/a"}]},\
            "service":{"port":80,"type":"ClusterIP"},\
            "routing":{"algorithm":"Ring","virtualNodes":256,"seed":0,\
            "keys":[{"clientAddress":{}}],"boundedLoad":{"factor":1.25,"minimum":4},\
            "retries":{"attempts":2,"budgetPercent":20},\
            "timeouts":{"connect":"1s","response":"30s","idle":"1m"},"classic":false},\
            "health":{"interval":"1s","timeout":"1s","unhealthyAfter":2,"healthyAfter":1},\
            "drain":{"grace":"5s","deadline":"30s"},\
            "rollout":{"minReady":"2s","paused":false,"partition":0,"progressDeadline":"10m"},\
            "warmUp":{"duration":"0s"}}}\
            """);
  }

  @Test
  void apply_ofTheSameManifest_changesNothing(TestNamespace namespace, @TempDir Path folder)
      throws IOException {
    Kubectl kubectl = Kubectl.of(plane, namespace, folder);
    Path file = Files.writeString(folder.resolve("a.json"), text(FullManifest.tree()));

    kubectl.run("apply", "-f", file.toString());
    String version = balancers(namespace).withName("web").get().getMetadata().getResourceVersion();
    assertThat(kubectl.run("apply", "-f", file.toString())).contains("unchanged");
    assertThat(balancers(namespace).withName("web").get().getMetadata().getResourceVersion())
        .isEqualTo(version);
  }

  @Test
  void volumeClaims_stayAsTheyWereMade(TestNamespace namespace) {
    String claim = "template: {image: a}, volumeClaimTemplates: [{spec: {size: %s}}]";
    create(namespace, claim.formatted("1Gi"));

    for (String change :
        List.of(
            claim.formatted("2Gi"),
            "template: {image: a}, volumeClaimTemplates: [{}, {}]",
            "template: {image: a}, volumeClaimTemplates: []",
            "template: {image: a}")) {
      assertThatThrownBy(() -> update(namespace, change))
          .as(change)
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("spec.volumeClaimTemplates: Invalid value")
          .hasMessageContaining("expected no change: claims are made once");
    }
    update(namespace, claim.formatted("1Gi") + ", replicas: 2");
    balancers(namespace).withName("web").delete();

    create(namespace, "template: {image: a}, volumeClaimTemplates: []");
    update(namespace, "template: {image: a}");
    assertThatThrownBy(() -> update(namespace, claim.formatted("1Gi")))
        .hasMessageContaining("expected no change");
  }

  @Test
  void get_showsTheColumns(TestNamespace namespace, @TempDir Path folder) {
    Kubectl kubectl = Kubectl.of(plane, namespace, folder);
    create(namespace, "template: {image: a}, replicas: 3");
    show(namespace, status());

    List<String> lines = kubectl.run("get", "rlb").lines().toList();

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).split("\\s+", -1))
        .containsExactly("NAME", "DESIRED", "READY", "ALGORITHM", "KEY", "URL", "AGE");
    assertThat(lines.get(1).split("\\s{2,}", -1))
        .startsWith("web", "3", "2", "Ring", "header X-User-Id, random", "http://web.shop.svc");
    assertThat(kubectl.run("get", "all")).contains("loadbalancer.ringmaster.dev/web");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec", "spec.routing", "spec.template", "spec.routing.keys", "status"})
  void explain_describesEveryField(String place, TestNamespace namespace, @TempDir Path folder) {
    Kubectl kubectl = Kubectl.of(plane, namespace, folder);
    // What describes the API is put together a little after the definition is there.
    String page =
        await()
            .ignoreExceptions()
            .until(
                () -> kubectl.run("explain", "rlb." + place),
                now -> !now.contains("<no description>"));
    SortedSet<String> fields =
        CrdFile.fields(place.startsWith("spec") ? "spec" : "status")
            .getOrDefault(place.replace("keys", "keys[]"), new TreeSet<>());
    assertThat(fields).isNotEmpty();
    for (String field : fields) {
      assertThat(page)
          .containsPattern("\n  " + field + "\t<.*>( -required-)?\n(  enum: .*\n)?    \\S");
    }
  }

  @Test
  void scale_writesReplicas(TestNamespace namespace, @TempDir Path folder) {
    Kubectl kubectl = Kubectl.of(plane, namespace, folder);
    create(namespace, "template: {image: a}, routing: {algorithm: Classic}");

    kubectl.run("scale", "rlb/web", "--replicas=5");
    assertThat(balancers(namespace).withName("web").get().getSpec().replicas()).isEqualTo(5);
    assertThat(kubectl.attempt("scale", "rlb/web", "--replicas=57").text())
        .contains("spec.replicas", "expected at most 56 with algorithm Classic");
  }

  @Test
  void autoscaler_findsTheSelector(TestNamespace namespace, @TempDir Path folder) {
    Kubectl kubectl = Kubectl.of(plane, namespace, folder);
    create(namespace, "template: {image: a}, replicas: 3");
    show(namespace, status());

    Scale scale = balancers(namespace).withName("web").scale();
    assertThat(scale.getSpec().getReplicas()).isEqualTo(3);
    assertThat(scale.getStatus().getReplicas()).isEqualTo(2);
    assertThat(scale.getStatus().getSelector()).isEqualTo("ringmaster.dev/loadbalancer=web");

    kubectl.run("autoscale", "rlb/web", "--min=2", "--max=5", "--cpu-percent=80");
    Awaitility.await("the autoscaler's look at its target")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> ableToScale(namespace));
  }

  private boolean ableToScale(TestNamespace namespace) {
    return Stream.ofNullable(
            plane
                .admin()
                .autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(namespace.name())
                .withName("web")
                .get()
                .getStatus())
        .flatMap(status -> status.getConditions().stream())
        .anyMatch(condition ->
            condition.getType().equals("AbleToScale") && condition.getStatus().equals("True"));
  }

  @Test
  void status_isWrittenThroughItsOwnDoorOnly(TestNamespace namespace) {
    create(namespace, "template: {image: a}");
    LoadBalancer balancer = balancers(namespace).withName("web").get();
    balancer.setStatus(status());

    balancers(namespace).resource(balancer).update();
    assertThat(balancers(namespace).withName("web").get().getStatus()).isNull();

    show(namespace, status());
    assertThat(balancers(namespace).withName("web").get().getStatus()).isEqualTo(status());
    update(namespace, "template: {image: b}");
    assertThat(balancers(namespace).withName("web").get().getStatus()).isEqualTo(status());
  }

  private static LoadBalancerStatus status() {
    return new LoadBalancerStatus(
        1L,
        2,
        2,
        2,
        "ringmaster.dev/loadbalancer=web",
        "http://web.shop.svc",
        20000,
        "header X-User-Id, random",
        3L,
        null,
        new RingStatus("Ring", "00000000000000ff", "1.042"),
        List.of(),
        List.of(),
        "ringmaster-system/ringmaster");
  }

  private void create(TestNamespace namespace, String fields) {
    balancers(namespace).resource(balancer(fields)).create();
  }

  private void update(TestNamespace namespace, String fields) {
    balancers(namespace).resource(balancer(fields)).update();
  }

  private void show(TestNamespace namespace, LoadBalancerStatus status) {
    LoadBalancer balancer = balancers(namespace).withName("web").get();
    balancer.setStatus(status);
    balancers(namespace).resource(balancer).updateStatus();
  }

  private LoadBalancer balancer(String fields) {
    return plane
        .admin()
        .getKubernetesSerialization()
        .unmarshal(text(Admission.tree(fields)), LoadBalancer.class);
  }

  private String text(Object tree) {
    return plane.admin().getKubernetesSerialization().asJson(tree);
  }

  /** Spec alone matters: what the server adds to metadata is cut off. */
  private String json(TestNamespace namespace) {
    LoadBalancer balancer = balancers(namespace).withName("web").get();
    balancer.setMetadata(new ObjectMetaBuilder().withName("web").build());
    return text(balancer);
  }

  private NonNamespaceOperation<LoadBalancer, ?, Resource<LoadBalancer>> balancers(
      TestNamespace namespace) {
    return plane.admin().resources(LoadBalancer.class).inNamespace(namespace.name());
  }
}

package dev.ringmaster.deploy.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Helm does with the chart in a cluster. */
@RequiresApiServer
@Timeout(240)
final class ReleaseIT {
  private static final String DEFINITION = "files/loadbalancers.ringmaster.dev-v1.yml";
  private static final String CRD =
      "customresourcedefinition.apiextensions.k8s.io/loadbalancers.ringmaster.dev";

  private final ControlPlane plane;

  ReleaseIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void upgrade_bringsTheNewDefinition_andLeavesPodsAlone(@TempDir Path folder) throws IOException {
    try (Release blue = new Release(plane, "blue")) {
      blue.adoptDefinition();
      blue.install(older(folder), only(blue));
      assertThat(hasRollout()).isFalse();
      blue.run();
      blue.shell().run("kubectl apply -f examples/kubernetes.yaml");
      blue.awaitReady(3);
      Map<String, String> before = blue.pods();

      assertThat(blue.install(Chart.OURS, only(blue)))
          .contains("looks after balancers in " + blue.namespace());
      blue.run();

      assertThat(hasRollout()).isTrue();
      blue.shell()
          .run(
              "kubectl patch rlb web --type=merge -p '{\"spec\":{\"replicas\":4,\"rollout\":{\"minReady\":\"1s\"}}}'");
      blue.awaitReady(4);
      assertThat(blue.pods()).hasSize(4).containsAllEntriesOf(before);
      assertThat(blue.asked()).isNotEmpty().allMatch(event -> event.code() != 403);
    }
  }

  @Test
  void uninstall_leavesTheDefinition_andPodsOfBalancers() throws IOException {
    try (Release blue = new Release(plane, "blue")) {
      blue.adoptDefinition();
      blue.install(Chart.OURS, only(blue));
      blue.run();
      blue.shell().run("kubectl apply -f examples/kubernetes.yaml");
      blue.awaitReady(3);
      Map<String, String> before = blue.pods();
      assertThat(blue.objects()).hasSizeGreaterThan(15);

      blue.stop();
      blue.uninstall();

      await()
          .atMost(Release.PATIENCE)
          .untilAsserted(() -> assertThat(blue.objects()).containsExactly(CRD));
      assertThat(blue.pods()).isEqualTo(before);
      assertThat(
              blue.shell()
                  .run("kubectl get lease,configmap,serviceaccount -o name -n " + blue.home())
                  .lines())
          .containsExactly(
              "lease.coordination.k8s.io/ringmaster",
              "configmap/kube-root-ca.crt",
              "serviceaccount/default");

      // A release that comes later takes them up again.
      blue.install(Chart.OURS, only(blue));
      blue.run();
      blue.shell().run("kubectl scale rlb/web --replicas=4");
      blue.awaitReady(4);
      assertThat(blue.pods()).hasSize(4).containsAllEntriesOf(before);
    }
  }

  @Test
  void releases_lookAfterTheirOwnNamespaces() throws IOException {
    try (Release blue = new Release(plane, "blue");
        Release green = new Release(plane, "green")) {
      blue.adoptDefinition();
      blue.install(Chart.OURS, only(blue));
      green.install(Chart.OURS, only(green) + "crds: {install: false}\n");
      for (Release release : new Release[] {blue, green}) {
        release.run();
        release.shell().run("kubectl apply -f examples/kubernetes.yaml");
      }
      for (Release release : new Release[] {blue, green}) {
        release.awaitReady(3);
        assertThat(release.shell().run("curl --fail localhost:5000/home")).contains("s");
        assertThat(release.asked())
            .isNotEmpty()
            .allMatch(event -> event.code() != 403)
            .filteredOn(event -> !event.namespace().isEmpty())
            .allMatch(event ->
                event.namespace().equals(release.home())
                    || event.namespace().equals(release.namespace()));
      }
      String foreign =
          "kubectl auth can-i list pods -n %s --as %s".formatted(green.namespace(), blue.account());
      assertThat(blue.shell().attempt(foreign).text().strip()).isEqualTo("no");

      blue.stop();
      blue.uninstall();
      green.shell().run("kubectl delete pod --selector ringmaster.dev/ordinal=1");
      green.awaitReady(3);
      green.shell().run("kubectl scale rlb/web --replicas=4");
      green.awaitReady(4);
    }
  }

  @Test
  void releaseWithoutRightsInTheCluster_keepsItsBalancers() throws IOException {
    try (Release blue = new Release(plane, "blue")) {
      blue.adoptDefinition();
      blue.install(
          Chart.OURS,
          only(blue)
              + """
              crds: {install: false}
              rbac: {cluster: false, aggregate: false}
              metrics: {role: false}
              """);
      assertThat(blue.objects()).noneMatch(object -> object.startsWith("clusterrole"));
      blue.run();
      blue.shell().run("kubectl apply -f examples/kubernetes.yaml");
      blue.awaitReady(3);
      assertThat(blue.shell().run("curl --fail localhost:5000/home")).contains("s");
      blue.shell().run("kubectl scale rlb/web --replicas=2");
      await().atMost(Release.PATIENCE).untilAsserted(() -> assertThat(blue.pods()).hasSize(2));
      // Its admin port lets nobody in, not even another router that asks about a drain.
      assertThat(blue.asked())
          .isNotEmpty()
          .filteredOn(event -> !event.resource().equals("tokenreviews"))
          .allMatch(event -> event.code() != 403);
    }
  }

  @Test
  void secondReleaseOfANamespace_isRefused_andChangesNothing() throws IOException {
    try (Release blue = new Release(plane, "blue")) {
      blue.adoptDefinition();
      blue.install(Chart.OURS, only(blue));
      String green = "namespaces: [default]\ncrds: {install: false}\n";
      assertThatThrownBy(() -> Chart.OURS.install(blue.kubeconfig(), "green", blue.home(), green))
          .hasMessageContaining(
              "Role \"ringmaster-lease\" in namespace \"%s\" exists".formatted(blue.home()))
          .hasMessageContaining("must equal \"green\": current value is \"blue\"");
      assertThat(blue.shell().run("kubectl get deployments -o name -n " + blue.home()).strip())
          .isEqualTo("deployment.apps/blue-ringmaster");
    }
  }

  @Test
  void definitionOfSomebodyElse_isLeftAlone_untilItIsHandedOver() throws IOException {
    try (Release blue = new Release(plane, "blue")) {
      blue.adoptDefinition();
      blue.shell()
          .run("kubectl label crd loadbalancers.ringmaster.dev app.kubernetes.io/managed-by-");
      assertThatThrownBy(() -> blue.install(Chart.OURS, only(blue)))
          .hasMessageContaining("loadbalancers.ringmaster.dev")
          .hasMessageContaining("invalid ownership metadata");
      blue.adoptDefinition();
      blue.install(Chart.OURS, only(blue));
    }
  }

  @Test
  void upgrade_toFewerNamespaces_takesRightsAway() throws IOException {
    try (Release blue = new Release(plane, "blue")) {
      String roles = "kubectl get roles,rolebindings -o name -n default";
      String before = blue.shell().run(roles);
      String scope = "crds: {install: false}\nnamespaces: ";
      blue.install(Chart.OURS, scope + "[default, %s]\n".formatted(blue.namespace()));
      assertThat(blue.shell().run(roles)).contains("/" + blue.home() + ":" + blue.fullName());

      blue.install(Chart.OURS, scope + "[%s]\n".formatted(blue.namespace()));
      assertThat(blue.shell().run(roles)).isEqualTo(before);
    }
  }

  private static String only(Release release) {
    return "namespaces: [%s]\n".formatted(release.namespace());
  }

  /** The chart as it was when the definition had no {@code rollout}. */
  private static Chart older(Path folder) throws IOException {
    Path ours = Chart.OURS.folder();
    try (Stream<Path> files = Files.walk(ours)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve("ringmaster").resolve(ours.relativize(file).toString()));
      }
    }
    Chart older = new Chart(folder.resolve("ringmaster"));
    Path definition = older.folder().resolve(DEFINITION);
    KubernetesSerialization yaml = new KubernetesSerialization();
    CustomResourceDefinition changed =
        yaml.unmarshal(Files.readString(definition), CustomResourceDefinition.class);
    JSONSchemaProps spec = spec(changed);
    assertThat(spec.getProperties().remove("rollout")).isNotNull();
    spec.getXKubernetesValidations().removeIf(rule -> rule.getRule().contains("rollout"));
    Files.writeString(definition, yaml.asYaml(changed));
    return older;
  }

  private boolean hasRollout() {
    CustomResourceDefinition now =
        plane
            .admin()
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName("loadbalancers.ringmaster.dev")
            .get();
    return spec(now).getProperties().containsKey("rollout");
  }

  private static JSONSchemaProps spec(CustomResourceDefinition definition) {
    JSONSchemaProps all =
        definition.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    return Objects.requireNonNull(all.getProperties().get("spec"));
  }
}

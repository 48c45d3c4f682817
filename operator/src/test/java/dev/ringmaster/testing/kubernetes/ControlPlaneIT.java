package dev.ringmaster.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of the operator take for granted, as no mock of the API has it. */
@RequiresApiServer
class ControlPlaneIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final ResourceDefinitionContext DIALS =
      new ResourceDefinitionContext.Builder()
          .withGroup("test.ringmaster.dev")
          .withVersion("v1")
          .withKind("Dial")
          .withPlural("dials")
          .withNamespaced(true)
          .build();

  private static final String DIAL =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: dials.test.ringmaster.dev}
      spec:
        group: test.ringmaster.dev
        scope: Namespaced
        names: {kind: Dial, plural: dials, singular: dial}
        versions:
        - name: v1
          served: true
          storage: true
          subresources:
            status: {}
            scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  properties: {replicas: {type: integer}, limit: {type: integer, default: 5}}
                  x-kubernetes-validations:
                  - {rule: self.replicas <= self.limit, message: replicas is above the limit}
                status:
                  type: object
                  properties: {replicas: {type: integer}}
      """;

  private final ControlPlane plane;
  private final KubernetesClient admin;

  ControlPlaneIT(ControlPlane plane) {
    this.plane = plane;
    this.admin = plane.admin();
  }

  @Test
  void server_isOfASupportedRelease() {
    assertThat(Integer.parseInt(admin.getKubernetesVersion().getMinor()))
        .isGreaterThanOrEqualTo(33);
  }

  @Test
  void serverSideApply_knowsTheOwnersOfFields(TestNamespace namespace) {
    ConfigMap one = configMap(namespace, "shared", Map.of("key", "one"));
    apply(one, "one");

    ConfigMap two = configMap(namespace, "shared", Map.of("key", "two"));
    assertThatThrownBy(() -> apply(two, "two"))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refused -> assertThat(refused.getCode()).isEqualTo(409))
        .hasMessageContaining("conflict with \"one\"");
  }

  private void apply(ConfigMap map, String manager) {
    admin
        .resource(map)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .build());
  }

  private static ConfigMap configMap(
      TestNamespace namespace, String name, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace.name())
        .endMetadata()
        .withData(data)
        .build();
  }

  @Test
  void customResources_haveDefaultsRulesAndScale(TestNamespace namespace) {
    Definition.install(admin, DIAL);
    Resource<GenericKubernetesResource> dial = dial(namespace, 3);
    assertThat(dial.get().<Integer>get("spec", "limit")).isEqualTo(5);

    dial.scale(5);
    assertThat(dial.get().<Integer>get("spec", "replicas")).isEqualTo(5);
    assertThatThrownBy(() -> dial.scale(6)).hasMessageContaining("replicas is above the limit");
  }

  private Resource<GenericKubernetesResource> dial(TestNamespace namespace, int replicas) {
    GenericKubernetesResource dial = new GenericKubernetesResource();
    dial.setApiVersion("test.ringmaster.dev/v1");
    dial.setKind("Dial");
    dial.setMetadata(configMap(namespace, "dial", Map.of()).getMetadata());
    dial.setAdditionalProperty("spec", Map.of("replicas", replicas));
    admin.genericKubernetesResources(DIALS).inNamespace(namespace.name()).resource(dial).create();
    return admin.genericKubernetesResources(DIALS).inNamespace(namespace.name()).withName("dial");
  }

  @Test
  void user_mayDoWhatItWasGrantedOnly(TestNamespace namespace) {
    KubernetesClient nobody = plane.as("nobody");
    assertThatThrownBy(() -> nobody.configMaps().inNamespace(namespace.name()).list())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refused -> assertThat(refused.getCode()).isEqualTo(403));
    grant(namespace, "User", "viewer");
    awaitList(plane.as("viewer"), namespace);
  }

  @Test
  void account_hasATokenOfItsOwn(TestNamespace namespace) {
    Config account = plane.serviceAccount(namespace.name(), "default");
    assertThat(account.getImpersonateUsername()).isNull();
    KubernetesClient client = plane.open(account);
    assertThatThrownBy(() -> client.configMaps().inNamespace(namespace.name()).list())
        .hasMessageContaining("system:serviceaccount:" + namespace + ":default");
    grant(namespace, "ServiceAccount", "default");
    awaitList(client, namespace);
  }

  /** What the server grants, it learns of by a watch of its own. */
  private static void awaitList(KubernetesClient client, TestNamespace namespace) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreException(KubernetesClientException.class)
        .until(() -> client.configMaps().inNamespace(namespace.name()).list() != null);
  }

  private void grant(TestNamespace namespace, String kind, String name) {
    boolean user = kind.equals("User");
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace.name())
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
                .addNewSubject(
                    user ? "rbac.authorization.k8s.io" : "",
                    kind,
                    name,
                    user ? null : namespace.name())
                .build())
        .create();
  }

  @Test
  void auditLog_tellsWhoWroteWhat(TestNamespace namespace) {
    long mark = plane.audit().mark();
    KubernetesClient writer = plane.as("writer", "system:masters");
    writer.configMaps().inNamespace(namespace.name()).list();
    writer.resource(configMap(namespace, "written", Map.of())).create();

    Awaitility.await("the write is in the log")
        .atMost(PATIENCE)
        .until(() -> !plane.audit().writes("writer", mark).isEmpty());
    assertThat(plane.audit().writes("writer", mark))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.verb()).isEqualTo("create");
          assertThat(event.resource()).isEqualTo("configmaps");
          assertThat(event.namespace()).isEqualTo(namespace.name());
          assertThat(event.code()).isEqualTo(201);
        });
    assertThat(plane.audit().since(mark))
        .anyMatch(event -> event.user().equals("writer") && event.verb().equals("list"));
  }

  @Test
  void kubectl_takesTheFileOfAnyCredentials(TestNamespace namespace, @TempDir Path folder)
      throws IOException, InterruptedException {
    for (Config config :
        List.of(
            plane.credentials("someone", "system:masters"),
            plane.serviceAccount(namespace.name(), "default"))) {
      Path file = plane.kubeconfig(config, folder.resolve("kubeconfig"));
      Path output = folder.resolve("output");
      ChildProcess kubectl =
          ChildProcess.start(
              List.of(plane.kubectl(), "--kubeconfig", file.toString(), "auth", "whoami"),
              Map.of("PATH", System.getenv("PATH"), "HOME", folder.toString()),
              folder,
              output);
      assertThat(kubectl.awaitExit()).describedAs(Files.readString(output)).isZero();
      assertThat(Files.readString(output))
          .contains(
              config.getImpersonateUsername() == null
                  ? "system:serviceaccount:" + namespace + ":default"
                  : "someone");
      Files.delete(output);
    }
  }

  @Test
  void otherCluster_isThatOfItsFile(TestNamespace namespace, @TempDir Path folder) {
    Path file = plane.kubeconfig(plane.admin().getConfiguration(), folder.resolve("kubeconfig"));
    try (ControlPlane other =
        ControlPlane.start(
            Map.of(ControlPlane.CLUSTER, file.toString(), ControlPlane.ASSETS, "/none"))) {
      assertThat(other.admin().namespaces().withName(namespace.name()).get()).isNotNull();
      assertThatThrownBy(() -> other.as("nobody").configMaps().inNamespace("default").list())
          .hasMessageContaining("\"nobody\" cannot list");
      assertThatThrownBy(other::audit).hasMessageContaining("shows no audit log");
    }
    assertThat(admin.namespaces().withName(namespace.name()).get()).isNotNull();
  }

  @Test
  void ownedObjects_goWithTheirOwner(TestNamespace namespace) {
    ConfigMap owner = admin.resource(configMap(namespace, "owner", Map.of())).create();
    ConfigMap owned =
        new ConfigMapBuilder(configMap(namespace, "owned", Map.of()))
            .editMetadata()
            .addNewOwnerReference()
            .withApiVersion("v1")
            .withKind("ConfigMap")
            .withName("owner")
            .withUid(owner.getMetadata().getUid())
            .endOwnerReference()
            .endMetadata()
            .build();
    admin.resource(owned).create();

    admin.resource(owner).delete();
    Awaitility.await("the owned object is gone")
        .atMost(PATIENCE)
        .until(() -> admin.resource(owned).get() == null);
  }

  @Test
  void quota_refusesThePodAboveIt(TestNamespace namespace) {
    admin
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("few")
                .withNamespace(namespace.name())
                .endMetadata()
                .withNewSpec()
                .addToHard("pods", new Quantity("1"))
                .endSpec()
                .build())
        .create();
    Awaitility.await("the quota counts")
        .atMost(PATIENCE)
        .until(() ->
            admin
                .resourceQuotas()
                .inNamespace(namespace.name())
                .withName("few")
                .get()
                .getStatus()
                .getUsed()
                .containsKey("pods"));
    // Whoever admits Pods learns of it by a watch of its own.
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreException(KubernetesClientException.class)
        .untilAsserted(() -> createPod(namespace, "first"));
    assertThatThrownBy(() -> createPod(namespace, "second"))
        .hasMessageContaining("exceeded quota: few");
  }

  private void createPod(TestNamespace namespace, String name) {
    admin
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace.name())
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("only")
                .withImage("example/none")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  @Test
  void closedNamespace_goesWithAllThatIsInIt() {
    TestNamespace namespace = plane.newNamespace();
    createPod(namespace, "left");
    namespace.close();
    Awaitility.await("the namespace is gone")
        .atMost(PATIENCE)
        .until(() -> admin.namespaces().withName(namespace.name()).get() == null);
  }
}

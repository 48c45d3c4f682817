package dev.ringmaster.app.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A ServiceAccount with a real token, who may do nothing until it is granted. */
final class Account implements AutoCloseable {
  private final KubernetesClient admin;
  private final KubernetesClient self;
  private final String namespace;
  private final String name;
  private final String token;

  private Account(ControlPlane plane, String namespace, String name) {
    this.admin = plane.admin();
    this.namespace = namespace;
    this.name = name;
    Config credentials = plane.serviceAccount(namespace, name);
    token = credentials.getOauthToken();
    self = plane.open(credentials);
  }

  static Account create(ControlPlane plane, String namespace, String name) {
    plane
        .admin()
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build())
        .create();
    return new Account(plane, namespace, name);
  }

  String token() {
    return token;
  }

  String user() {
    return "system:serviceaccount:%s:%s".formatted(namespace, name);
  }

  /** Grants a right on balancers of its namespace, and waits until the server knows. */
  Account may(String verb, String resource) {
    String role = name + "-" + verb + "-" + resource.replace('/', '-');
    admin
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(role)
                .withNamespace(namespace)
                .endMetadata()
                .addNewRule()
                .withApiGroups("ringmaster.dev")
                .withResources(resource)
                .withVerbs(verb)
                .endRule()
                .build())
        .create();
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(role)
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", role)
                .addNewSubject("", "ServiceAccount", name, namespace)
                .build())
        .create();
    awaitRight(verb, resource, true);
    return this;
  }

  /** Takes all rights in its namespace away, and waits until the server knows. */
  void mayNoMore(String verb, String resource) {
    admin.rbac().roleBindings().inNamespace(namespace).delete();
    awaitRight(verb, resource, false);
  }

  private void awaitRight(String verb, String resource, boolean wanted) {
    String[] parts = resource.split("/", 2);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() ->
            self.authorization()
                    .v1()
                    .selfSubjectAccessReview()
                    .create(
                        new SelfSubjectAccessReviewBuilder()
                            .withNewSpec()
                            .withNewResourceAttributes()
                            .withGroup("ringmaster.dev")
                            .withResource(parts[0])
                            .withSubresource(parts.length > 1 ? parts[1] : "")
                            .withVerb(verb)
                            .withNamespace(namespace)
                            .endResourceAttributes()
                            .endSpec()
                            .build())
                    .getStatus()
                    .getAllowed()
                == wanted);
  }

  /** Grants a right on a path, by a ClusterRole as Prometheus has one. */
  Account mayPath(String verb, String path) {
    admin.resource(clusterRole(verb, path)).create();
    admin.resource(clusterBinding()).create();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() ->
            self.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(
                    new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewNonResourceAttributes(path, verb)
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed());
    return this;
  }

  private ClusterRole clusterRole(String verb, String path) {
    return new ClusterRoleBuilder()
        .withNewMetadata()
        .withName(clusterName())
        .endMetadata()
        .addNewRule()
        .withNonResourceURLs(path)
        .withVerbs(verb)
        .endRule()
        .build();
  }

  private ClusterRoleBinding clusterBinding() {
    return new ClusterRoleBindingBuilder()
        .withNewMetadata()
        .withName(clusterName())
        .endMetadata()
        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", clusterName())
        .addNewSubject("", "ServiceAccount", name, namespace)
        .build();
  }

  private String clusterName() {
    return namespace + "-" + name;
  }

  /** Sends {@code POST /path} or the like. */
  static HttpWire.Response ask(
      InetSocketAddress port, String operation, String body, String... headers) throws IOException {
    String[] words = operation.split(" ", 2);
    try (HttpWire wire = HttpWire.open(port, Duration.ofSeconds(30))) {
      return wire.send(words[0], words[1], body.getBytes(UTF_8), headers);
    }
  }

  @Override
  public void close() {
    admin.rbac().clusterRoleBindings().withName(clusterName()).delete();
    admin.rbac().clusterRoles().withName(clusterName()).delete();
  }
}

package dev.ringmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringmaster.api.CrdFile;
import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.cluster.last.LastState;
import dev.ringmaster.kubernetes.PodLabels;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import dev.ringmaster.testing.kubernetes.ServerProxy;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the watches know while the API server comes, goes and refuses. */
@RequiresApiServer
final class ClusterWatchIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(500);

  private final ControlPlane plane;
  private final KubernetesClient client;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  ClusterWatchIT(ControlPlane plane) {
    this.plane = plane;
    client = plane.admin();
  }

  @BeforeEach
  void install() {
    CrdFile.install(client);
  }

  private static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
  }

  private ClusterWatch watch(KubernetesClient through, TestNamespace namespace) {
    ClusterWatch watch = new ClusterWatch(through, List.of(namespace.name()));
    watch.listen((where, name) -> told.add(where + "/" + name));
    return watch;
  }

  private LoadBalancer create(TestNamespace namespace, String name) {
    LoadBalancer balancer =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: ringmaster.dev/v1alpha1
                kind: LoadBalancer
                metadata: {namespace: %s, name: %s}
                spec: {template: {image: example.org/web}}
                """
                    .formatted(namespace.name(), name),
                LoadBalancer.class);
    return client.resource(balancer).create();
  }

  private Pod createPod(TestNamespace namespace, String name, String balancer, String node) {
    return client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace.name())
                .withName(name)
                .addToLabels(PodLabels.BALANCER, balancer)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewContainer()
                .withName(PodLabels.CONTAINER)
                .withImage("example.org/web")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  private KubernetesClient by(ServerProxy proxy) {
    Config direct = client.getConfiguration();
    return plane.open(new ConfigBuilder(direct).withMasterUrl(proxy.url()).build());
  }

  private static List<String> names(ClusterWatch watch) {
    return watch.balancers().stream().map(each -> each.getMetadata().getName()).sorted().toList();
  }

  @Test
  void whatIsKnown_stays_whileTheServerIsAway_andIsMadeUpForLater(TestNamespace namespace)
      throws Exception {
    LoadBalancer web = create(namespace, "web");
    Pod pod = createPod(namespace, "web-0", "web", "nowhere");
    try (ServerProxy proxy = new ServerProxy(client.getMasterUrl().toString());
        ClusterWatch watch = watch(by(proxy), namespace)) {
      watch.start(LIMIT);
      soon().until(() -> told.contains(namespace.name() + "/web"));

      proxy.cut();
      client.resource(pod).withGracePeriod(0).delete();
      client.resource(web).delete();
      create(namespace, "api");
      told.clear();
      Awaitility.await()
          .during(Duration.ofSeconds(2))
          .until(() ->
              names(watch).equals(List.of("web"))
                  && watch.pods(namespace.name(), "web").size() == 1
                  && watch.synced());

      proxy.mend();
      soon().until(() -> names(watch).equals(List.of("api")));
      soon().until(() -> watch.pods(namespace.name(), "web").isEmpty());
      soon()
          .until(
              () -> told.containsAll(Set.of(namespace.name() + "/web", namespace.name() + "/api")));
    }
  }

  @Test
  void lastState_standsIn_untilAllIsListed_andThenGoesAllAtOnce(TestNamespace namespace)
      throws Exception {
    LoadBalancer web = create(namespace, "web");
    createPod(namespace, "web-0", "web", "nowhere");
    LoadBalancer gone = create(namespace, "gone");
    LastState last;
    try (ClusterWatch before = watch(client, namespace)) {
      before.start(LIMIT);
      last = before.state();
    }
    client.resource(gone).delete();
    create(namespace, "api");
    Set<List<String>> seen = ConcurrentHashMap.newKeySet();
    try (ServerProxy proxy = new ServerProxy(client.getMasterUrl().toString());
        ClusterWatch watch = new ClusterWatch(by(proxy), List.of(namespace.name()))) {
      watch.listen((where, name) -> seen.add(names(watch)));
      proxy.cut();
      assertThatThrownBy(() -> watch.start(SHORT)).isInstanceOf(TimeoutException.class);
      watch.recall(last);
      assertThat(watch.synced()).isTrue();
      assertThat(names(watch)).containsExactly("gone", "web");
      assertThat(watch.balancer(namespace.name(), "web")).isPresent();
      assertThat(watch.pods(namespace.name(), "web")).hasSize(1);
      assertThatThrownBy(() -> watch.await(SHORT)).isInstanceOf(TimeoutException.class);

      told.clear();
      watch.listen((where, name) -> told.add(where + "/" + name));
      proxy.mend();
      watch.await(LIMIT);
      soon()
          .until(() ->
              told.containsAll(
                  List.of(
                      namespace.name() + "/web",
                      namespace.name() + "/gone",
                      namespace.name() + "/api")));
      assertThat(names(watch)).containsExactly("api", "web");
      assertThat(watch.balancer(namespace.name(), "gone")).isEmpty();
      assertThat(seen)
          .as("a part of the list is never seen")
          .isSubsetOf(List.of("gone", "web"), List.of("api", "web"));
    }
    assertThat(web.getMetadata().getUid())
        .isEqualTo(last.balancer(namespace.name(), "web").orElseThrow().getMetadata().getUid());
  }

  @Test
  void start_whileTheServerIsAway_isLate_andGoesOn(TestNamespace namespace) throws Exception {
    create(namespace, "web");
    try (ServerProxy proxy = new ServerProxy(client.getMasterUrl().toString());
        ClusterWatch watch = watch(by(proxy), namespace)) {
      proxy.cut();
      assertThatThrownBy(() -> watch.start(SHORT)).isInstanceOf(TimeoutException.class);
      assertThat(watch.synced()).isFalse();

      proxy.mend();
      soon().until(watch::synced);
      soon().until(() -> told.contains(namespace.name() + "/web"));
    }
  }

  @Test
  void start_withoutRights_isLate_andGoesOnWhenTheyAreGranted(TestNamespace namespace)
      throws Exception {
    create(namespace, "web");
    KubernetesClient modest = plane.as("modest-" + namespace.name());
    try (ClusterWatch watch = watch(modest, namespace)) {
      assertThatThrownBy(() -> watch.start(SHORT)).isInstanceOf(TimeoutException.class);

      grant(namespace, "modest-" + namespace.name());
      soon().until(watch::synced);
      assertThat(names(watch)).containsExactly("web");
      assertThat(watch.watchesNodes()).isFalse();
      assertThat(watch.lost("nowhere")).isFalse();
    }
  }

  private void grant(TestNamespace namespace, String user) {
    client
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withNamespace(namespace.name())
                .withName("router")
                .endMetadata()
                .addNewRule()
                .withApiGroups("", "ringmaster.dev")
                .withResources("pods", "loadbalancers")
                .withVerbs("list", "watch")
                .endRule()
                .build())
        .create();
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withNamespace(namespace.name())
                .withName("router")
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", "router")
                .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                .build())
        .create();
  }

  @Test
  void namespaces_thatAreNotWatched_areNotSeen(TestNamespace namespace) throws Exception {
    create(namespace, "web");
    try (TestNamespace other = plane.newNamespace();
        ClusterWatch watch = watch(client, namespace);
        ClusterWatch all = new ClusterWatch(client, List.of())) {
      create(other, "api");
      watch.start(LIMIT);
      all.start(LIMIT);
      assertThat(names(watch)).containsExactly("web");
      assertThat(names(all)).contains("api", "web");
      assertThat(all.balancer(other.name(), "api")).isPresent();
      assertThat(watch.balancer(other.name(), "api")).isEmpty();
    }
  }

  @Test
  void node_thatIsNotReady_orGone_isLost_andItsBalancersAreTold(TestNamespace namespace)
      throws Exception {
    create(namespace, "web");
    createPod(namespace, "web-0", "web", namespace.name());
    createPod(namespace, "web-1", "web", "never-there");
    Node node = client.resource(node(namespace.name(), "True")).create();
    try (ClusterWatch watch = watch(client, namespace)) {
      watch.start(LIMIT);
      assertThat(watch.watchesNodes()).isTrue();
      assertThat(watch.lost(namespace.name())).isFalse();
      assertThat(watch.lost("never-there")).isTrue();
      assertThat(watch.lost("never-heard-of")).isFalse();

      for (String status : List.of("Unknown", "True", "False", "True")) {
        soon().until(() -> told.contains(namespace.name() + "/web"));
        told.clear();
        client.resource(node(namespace.name(), status)).patchStatus();
        soon().until(() -> watch.lost(namespace.name()) != status.equals("True"));
      }
      soon().until(() -> told.contains(namespace.name() + "/web"));
      told.clear();
      client.resource(node).delete();
      soon().until(() -> watch.lost(namespace.name()));
      soon().until(() -> told.contains(namespace.name() + "/web"));
    }
  }

  private static Node node(String name, String ready) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready)
        .withReason("Test")
        .endCondition()
        .endStatus()
        .build();
  }
}

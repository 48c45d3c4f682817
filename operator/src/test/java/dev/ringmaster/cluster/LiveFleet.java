package dev.ringmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.CrdFile;
import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.kubernetes.ModelReader;
import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.kubernetes.KubernetesReplicaPool;
import dev.ringmaster.pool.kubernetes.PodStore;
import dev.ringmaster.roster.RosterListener;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.SpecResult;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import dev.ringmaster.testing.kubernetes.kubelet.LoopbackKubelet;
import dev.ringmaster.view.MemberView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A router's picture of a real balancer "web" of two, whose Pods are made by the driver and run by
 * a kubelet.
 */
final class LiveFleet implements AutoCloseable {
  final KubernetesClient client;
  final TestNamespace namespace;
  final LoopbackKubelet kubelet;
  final ModelReader reader;
  final ClusterWatch watch;
  private final ClusterFleet fleet;
  final Serving serving = new Serving();
  private final List<Throwable> defects = new CopyOnWriteArrayList<>();
  final LoadBalancer resource;
  final KubernetesReplicaPool pool;

  /** Waits for nothing yet. */
  LiveFleet(ControlPlane plane) {
    client = plane.admin();
    CrdFile.install(client);
    namespace = plane.newNamespace();
    kubelet = LoopbackKubelet.in(plane, namespace.name()).nodes("fleet-a", "fleet-b").start();
    reader = new ModelReader(client.getKubernetesSerialization(), false);
    watch = new ClusterWatch(client, List.of(namespace.name()));
    fleet = new ClusterFleet(watch, reader, new ScaleWriter(client), serving, defects::add);
    watch.listen(fleet);
    resource =
        client
            .resource(
                client
                    .getKubernetesSerialization()
                    .unmarshal(
                        """
                        apiVersion: ringmaster.dev/v1alpha1
                        kind: LoadBalancer
                        metadata: {namespace: %s, name: web}
                        spec:
                          replicas: 2
                          template:
                            image: example.org/ringmaster/replica:0.1
                            podTemplate: {spec: {restartPolicy: Always}}
                          routing: {keys: [{header: X-User-Id}]}
                          health: {path: /heartbeat, interval: 1s, timeout: 1s}
                          drain: {grace: 0s, deadline: 1s}
                        """
                            .formatted(namespace.name()),
                        LoadBalancer.class))
            .create();
    pool = new KubernetesReplicaPool(client, owner(), new WatchedPods());
  }

  private PodOwner owner() {
    return new PodOwner(
        resource.getApiVersion(),
        resource.getKind(),
        namespace.name(),
        "web",
        resource.getMetadata().getUid());
  }

  private final class WatchedPods implements PodStore {
    @Override
    public Collection<Pod> pods() {
      return watch.pods(namespace.name(), "web");
    }

    @Override
    public boolean lost(String node) {
      return watch.lost(node);
    }
  }

  /** What a router would do with it. */
  static final class Serving implements ClusterFleet.Host, RosterListener {
    final List<String> story = new CopyOnWriteArrayList<>();
    final List<Endpoint> gone = new CopyOnWriteArrayList<>();
    volatile List<ClusterBalancer> balancers = List.of();

    @Override
    public void serve(Collection<ClusterBalancer> all) {
      balancers = List.copyOf(all);
    }

    @Override
    public RosterListener listener(LoadBalancerModel model) {
      return this;
    }

    @Override
    public void shown(ClusterBalancer balancer) {}

    @Override
    public void hidden(ClusterBalancer balancer) {}

    @Override
    public void gone(Endpoint endpoint) {
      gone.add(endpoint);
    }

    @Override
    public void ready(Replica replica, Duration after) {
      story.add("ready " + replica.name());
    }

    @Override
    public void ejected(Replica replica, HealthEvent reason) {
      story.add("ejected " + replica.name() + " " + reason);
    }

    @Override
    public void recovered(Replica replica) {
      story.add("recovered " + replica.name());
    }
  }

  /** Starts all, and waits until s1 and s2 are routable. */
  void start() throws InterruptedException, TimeoutException {
    watch.start(Duration.ofSeconds(20));
    fleet.refresh();
    create(0, 1);
    create(1, 2);
    awaitRoutable("s1", "s2");
  }

  void create(int ordinal, long incarnation) {
    pool.create(new ReplicaSpec(ordinal, incarnation, "s" + incarnation, model().template()));
  }

  LoadBalancerModel model() {
    return ((SpecResult.Valid) reader.read(resource)).model();
  }

  static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
  }

  ClusterBalancer web() {
    return serving.balancers.getFirst();
  }

  void awaitRoutable(String... names) {
    soon()
        .untilAsserted(() -> {
          assertThat(serving.balancers).hasSize(1);
          assertThat(web().replicas()).containsExactly(names);
        });
  }

  Pod pod(String name) {
    String runtimeId =
        web().view().members().stream()
            .filter(member -> member.name().equals(name))
            .map(MemberView::runtimeId)
            .findFirst()
            .orElseThrow();
    return client.pods().inNamespace(namespace.name()).withName(runtimeId).require();
  }

  LoadBalancer latest() {
    return client.resource(resource).get();
  }

  /** Looks for defects, too. */
  @Override
  public void close() {
    fleet.close();
    watch.close();
    client.resource(resource).delete();
    client.pods().inNamespace(namespace.name()).withGracePeriod(0).delete();
    kubelet.close();
    namespace.close();
    assertThat(defects).isEmpty();
  }
}

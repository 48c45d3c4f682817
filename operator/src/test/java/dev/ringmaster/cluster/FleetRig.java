package dev.ringmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.kubernetes.ModelReader;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.roster.RosterListener;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.spec.LoadBalancerModel;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A fleet whose cluster, thread and clock are a test's own. */
final class FleetRig implements ClusterFleet.Host, RosterListener, AutoCloseable {
  /** Fields of a balancer whose requests can be {@link FleetRequest}s. */
  static final String THREE = "replicas: 3, routing: {keys: [{header: X-User-Id}]}";

  final FakeCluster cluster = new FakeCluster();
  final FakeLane lane = new FakeLane();
  final List<String> story = new ArrayList<>();
  final List<List<ClusterBalancer>> servings = new ArrayList<>();
  final List<Endpoint> gone = new ArrayList<>();
  final List<Throwable> defects = new ArrayList<>();
  final ClusterFleet fleet;
  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.empty()).build();

  FleetRig() {
    fleet =
        new ClusterFleet(
            cluster,
            new ModelReader(new KubernetesSerialization(), false),
            new ScaleWriter(client),
            this,
            defects::add,
            lane);
  }

  /** One whose cluster has the balancer "web" and its three Pods, s1 to s3. */
  static FleetRig ofThree() {
    FleetRig rig = new FleetRig();
    rig.cluster.put(rig.cluster.web(1, THREE));
    for (int ordinal = 0; ordinal < 3; ordinal++) {
      rig.cluster.put(FakeCluster.pod(ordinal, ordinal + 1));
    }
    return rig;
  }

  /** The Pod is so now, and the fleet hears of it. */
  void put(Pod pod) {
    cluster.put(pod);
    tell();
  }

  /** The fleet hears that the balancer "web" changed. */
  void tell() {
    fleet.balancer("shop", "web");
    lane.run();
  }

  /** The ordinals that take requests. */
  List<Integer> routable() {
    return web().table().routable().stream().map(Endpoint::ordinal).toList();
  }

  List<ClusterBalancer> served() {
    return servings.isEmpty() ? List.of() : servings.getLast();
  }

  ClusterBalancer web() {
    return served().stream()
        .filter(balancer -> balancer.model().name().equals("web"))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void serve(Collection<ClusterBalancer> balancers) {
    servings.add(List.copyOf(balancers));
  }

  @Override
  public RosterListener listener(LoadBalancerModel model) {
    return this;
  }

  @Override
  public void shown(ClusterBalancer balancer) {
    story.add("shown " + balancer.model().id());
  }

  @Override
  public void hidden(ClusterBalancer balancer) {
    story.add("hidden " + balancer.model().id());
  }

  /** Nobody may be sent there any more. */
  @Override
  public void gone(Endpoint endpoint) {
    assertThat(served())
        .allSatisfy(balancer -> assertThat(balancer.table().routable()).doesNotContain(endpoint));
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

  @Override
  public void close() {
    client.close();
  }
}

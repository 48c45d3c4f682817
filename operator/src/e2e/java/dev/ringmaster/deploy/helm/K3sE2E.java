package dev.ringmaster.deploy.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.LoadClient;
import dev.ringmaster.testing.LoadResult;
import dev.ringmaster.testing.LoadRun;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The images and the chart in a whole cluster: kubelet, container runtime, kube-proxy and network
 * policies are real. One story, told in order.
 */
@RequiresK3s
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
final class K3sE2E {
  private static final String HOME = "ringmaster-system";
  private static final int KEYS = 200;
  private static final int CONNECTIONS = 16;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final String BALANCER =
      """
      apiVersion: ringmaster.dev/v1alpha1
      kind: LoadBalancer
      metadata: {name: web}
      spec:
        replicas: 3
        template: {image: "ringmaster/replica:0.1"}
        routing: {keys: [{header: X-User-Id}]}
        service: {type: NodePort}
      """;

  private static final String VALUES =
      """
      image: {pullPolicy: Never}
      networkPolicy: {enabled: true, replicas: {namespaces: [default]}}
      """;

  @SuppressWarnings("NullAway.Init")
  private K3s cluster;

  @SuppressWarnings("NullAway.Init")
  private Path kubeconfig;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    cluster = new K3s();
    kubeconfig = cluster.kubeconfig(folder.resolve("kubeconfig"));
  }

  @AfterAll
  void stop() {
    // Null where it could not be started.
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void install_bringsOperatorsThatAreReady() {
    cluster.kubectl("create namespace " + HOME);
    cluster.kubectl(
        "label namespace %s pod-security.kubernetes.io/enforce=restricted".formatted(HOME));
    Chart.OURS.install(kubeconfig, "ringmaster", HOME, VALUES);
    cluster.kubectl("rollout status deployment/ringmaster -n %s --timeout=150s".formatted(HOME));
  }

  @Test
  @Order(2)
  void balancer_sendsEachKeyToOneOrdinal() throws IOException {
    cluster.apply(BALANCER);
    awaitReady(3);
    Map<String, String> owners = awaitOwners();
    assertThat(new TreeSet<>(owners.values())).containsExactly("0", "1", "2");
    assertThat(owners()).isEqualTo(owners);
  }

  @Test
  @Order(3)
  void scale_movesNothingButTheNewcomersKeys_andLosesNoRequest() throws IOException {
    Map<String, String> before = owners();
    LoadResult load =
        under(() -> {
          cluster.kubectl("scale rlb/web --replicas=5");
          awaitReady(5);
        });
    assertThat(load.failed()).as(load.toString()).isZero();
    Map<String, String> after = owners();
    assertThat(new TreeSet<>(after.values())).containsExactly("0", "1", "2", "3", "4");
    Set<String> newcomers = Set.of("3", "4");
    after.forEach((key, owner) ->
        assertThat(newcomers.contains(owner) || owner.equals(before.get(key))).as(key).isTrue());
  }

  @Test
  @Order(4)
  void rollout_replacesEveryPod_movesNoKey_andLosesNoRequest() throws IOException {
    Map<String, String> owners = owners();
    Collection<String> old = pods();
    LoadResult load =
        under(() -> {
          cluster.kubectl(
              "patch rlb web --type=merge -p '{\"spec\":{\"template\":{\"env\":[{\"name\":\"EDITION\",\"value\":\"2\"}]}}}'");
          await("new Pods")
              .atMost(LONGEST.minusMinutes(1))
              .pollInterval(Duration.ofSeconds(1))
              .until(() -> pods().size() == 5 && pods().stream().noneMatch(old::contains));
          awaitReady(5);
        });
    assertThat(load.failed()).as(load.toString()).isZero();
    assertThat(owners()).isEqualTo(owners);
  }

  @Test
  @Order(5)
  void killedPod_isReplacedInItsOrdinal_andLosesNoRequest() throws IOException {
    Map<String, String> owners = owners();
    String victim =
        cluster.kubectl(
            "get pods --selector ringmaster.dev/ordinal=1 -o jsonpath='{.items[0].metadata.uid}'");
    LoadResult load =
        under(() -> {
          cluster.kubectl(
              "delete pod --selector ringmaster.dev/ordinal=1 --grace-period=0 --force");
          await("a successor")
              .atMost(PATIENCE)
              .pollInterval(Duration.ofSeconds(1))
              .until(() -> pods().size() == 5 && !pods().contains(victim));
          awaitReady(5);
        });
    assertThat(load.failed()).as(load.toString()).isZero();
    await("keys at home").atMost(PATIENCE).until(() -> owners().equals(owners));
  }

  @Test
  @Order(6)
  void takenAway_leavesTheDefinitionAlone() {
    cluster.kubectl("delete rlb --all --timeout=120s");
    await("end of its Pods")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> pods().isEmpty());
    Chart.uninstall(kubeconfig, "ringmaster", HOME);
    await("end of the release")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> {
          assertThat(
                  cluster.kubectl(
                      "get all,roles,rolebindings,serviceaccounts,networkpolicies,pdb,endpointslices -A -l app.kubernetes.io/instance=ringmaster -o name"))
              .isBlank();
          assertThat(
                  cluster.kubectl(
                      "get clusterroles,clusterrolebindings -l app.kubernetes.io/instance=ringmaster -o name"))
              .isBlank();
        });
    assertThat(cluster.kubectl("get crd loadbalancers.ringmaster.dev -o name")).isNotBlank();
  }

  private void awaitReady(int replicas) {
    cluster.kubectl(
        "wait --timeout=150s --for=jsonpath='{.status.readyReplicas}'=%d rlb/web"
            .formatted(replicas));
    cluster.kubectl("wait --timeout=60s --for=condition=Ready rlb/web");
  }

  /** The uids of the balancer's Pods, those that leave too. */
  private List<String> pods() {
    String uids =
        cluster.kubectl(
            "get pods --selector ringmaster.dev/loadbalancer=web -o jsonpath='{.items[*].metadata.uid}'");
    return uids.isBlank() ? List.of() : List.of(uids.strip().split(" "));
  }

  /** kube-proxy may hear of the routers a little after the balancer is ready. */
  private Map<String, String> awaitOwners() {
    return await("a way in")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(this::owners, owners -> true);
  }

  /** Whom each key leads to: the ordinal that answered. */
  private Map<String, String> owners() throws IOException {
    Map<String, String> owners = new TreeMap<>();
    try (HttpWire wire = HttpWire.open(cluster.nodePort("web"))) {
      for (int i = 0; i < KEYS; i++) {
        Response answer = wire.send(request(i));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        owners.put("user-" + i, answer.header("X-Replica-Ordinal").orElseThrow());
      }
    }
    return owners;
  }

  /** What became of clients that never retry, while something happened. */
  private LoadResult under(Runnable happening) {
    InetSocketAddress target = cluster.nodePort("web");
    try (LoadRun run =
        LoadClient.closedLoop(
            target,
            CONNECTIONS,
            (connection, number) -> request(number % KEYS),
            (request, response) ->
                response.status() == 200 && response.text().contains("Hello from Server: "),
            LoadClient.Limits.of(Long.MAX_VALUE, LONGEST))) {
      run.awaitEnded(20L * CONNECTIONS);
      happening.run();
      run.awaitEnded(run.ended() + 20L * CONNECTIONS);
      return run.stop();
    }
  }

  private static Request request(long key) {
    return Request.get("/home", "X-User-Id", "user-" + key);
  }
}

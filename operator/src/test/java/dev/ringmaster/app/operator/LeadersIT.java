package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.LoadResult;
import dev.ringmaster.testing.LoadRun;
import dev.ringmaster.testing.UpProcess;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import dev.ringmaster.testing.kubernetes.ServerProxy;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * What befalls leaders, while clients of the other routers ask without a pause and never again:
 * none of them fails, no replica is replaced, one operator writes at a time, and what was asked for
 * meanwhile is done.
 */
@RequiresApiServer
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LeadersIT {
  private static final String WEB = "web";
  private static final int ROUTERS = 3;
  private static final Duration MINUTE = Duration.ofSeconds(60);

  /** Lease, its loss, a term's start; with a machine that does other things besides. */
  private static final Duration SUCCESSION = Duration.ofSeconds(45);

  private final ControlPlane plane;
  private final List<OperatorProcess> routers = new ArrayList<>();
  private final List<LoadRun> loads = new ArrayList<>();
  private Map<String, String> replicas = Map.of();
  private int desired = 3;
  private long mark;

  @SuppressWarnings("NullAway.Init")
  private OperatorRig rig;

  @SuppressWarnings("NullAway.Init")
  private RouterPods pods;

  @SuppressWarnings("NullAway.Init")
  private ServerProxy proxy;

  LeadersIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start() throws IOException {
    rig = new OperatorRig(plane);
    pods = new RouterPods(rig);
    proxy = new ServerProxy(plane.admin().getMasterUrl().toString());
    rig.reachBy(proxy.url());
    for (int i = 1; i <= ROUTERS; i++) {
      rig.createAccount("operator-" + i);
      bind("operator-" + i);
      OperatorProcess router = rig.operatorAs("operator-" + i);
      pods.create(router);
      routers.add(router);
    }
    rig.apply(OperatorRig.manifest(WEB, "replicas: 3"));
  }

  private void bind(String account) {
    rig.client()
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(binding(account))
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                .addNewSubject("", "ServiceAccount", account, rig.home())
                .build())
        .create();
  }

  private String binding(String account) {
    return rig.home() + "-" + account;
  }

  @AfterAll
  void end() throws IOException {
    for (int i = 1; i <= ROUTERS; i++) {
      rig.client().rbac().clusterRoleBindings().withName(binding("operator-" + i)).delete();
    }
    rig.close();
    proxy.close();
  }

  @BeforeEach
  void awaitPeace() {
    rig.awaitReady(WEB, desired);
    rig.awaitSettled(WEB);
    replicas = rig.uids(WEB);
    mark = plane.audit().mark();
  }

  @AfterEach
  void stop() {
    loads.forEach(LoadRun::close);
    loads.clear();
  }

  private OperatorProcess leader() {
    return routers.stream()
        .filter(router -> router.identity().equals(rig.leader()))
        .findFirst()
        .orElseThrow();
  }

  private List<OperatorProcess> others(OperatorProcess router) {
    return routers.stream().filter(other -> !other.equals(router)).toList();
  }

  /** Clients of these routers, whose requests are under way when this returns. */
  private void ask(List<OperatorProcess> some) {
    some.forEach(router -> loads.add(RouterLoad.standing(rig.own(router, WEB))));
    loads.forEach(load -> load.awaitEnded(200));
  }

  private void scale(int replicas) {
    desired = replicas;
    rig.kubectl("scale", "rlb/" + WEB, "--replicas=" + replicas);
  }

  private Duration converged(long since) {
    rig.awaitReady(WEB, desired);
    return Duration.ofNanos(System.nanoTime() - since);
  }

  private void awaitLeaderAmong(List<OperatorProcess> candidates) {
    await()
        .atMost(SUCCESSION)
        .until(() -> candidates.stream().anyMatch(one -> one.identity().equals(rig.leader())));
  }

  private static void tell(String what, Duration converged, LoadResult load) {
    System.out.printf(
        "%s: a scale asked for meanwhile was ready after %.1f s; clients: %s%n",
        what, converged.toMillis() / 1e3, load);
  }

  /** No request failed, no replica was replaced or restarted, and writers took turns. */
  private void assertUnharmed(String what, Duration converged, int writers) {
    for (LoadRun load : loads) {
      LoadResult result = load.stop();
      tell(what, converged, result);
      assertThat(result.failed()).as(result.toString()).isZero();
      assertThat(result.ok()).isGreaterThan(200);
    }
    assertThat(rig.uids(WEB).values()).containsAll(replicas.values());
    assertThat(rig.pods(WEB))
        .flatExtracting(pod -> pod.getStatus().getContainerStatuses())
        .extracting(ContainerStatus::getRestartCount)
        .containsOnly(0);
    Set<String> users =
        routers.stream()
            .map(router -> "system:serviceaccount:%s:%s".formatted(rig.home(), router.identity()))
            .collect(Collectors.toSet());
    assertThat(new WriterLaw(plane.audit(), rig.home(), users).assertHeldSince(mark))
        .as("operators that wrote")
        .isLessThanOrEqualTo(writers);
  }

  private static String readyz(OperatorProcess router) {
    try (HttpWire wire = HttpWire.open(router.probes())) {
      return wire.send(Request.get("/readyz", "Host", "probes")).text();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void restart(OperatorProcess killed) {
    OperatorProcess again = rig.restartAs(killed.identity(), killed);
    routers.set(routers.indexOf(killed), again);
    OperatorRig.soon()
        .until(() -> readyz(again).startsWith("ready") || readyz(again).equals("ok\n"));
    pods.ready(again, true);
  }

  private void kill(OperatorProcess router) {
    UpProcess.signal("KILL", router.process().handle());
    router.process().awaitExit();
    pods.ready(router, false);
  }

  @Test
  @Order(1)
  void leader_thatIsKilled_isSucceeded() {
    OperatorProcess leader = leader();
    List<OperatorProcess> others = others(leader);
    ask(others);
    kill(leader);
    long asked = System.nanoTime();
    scale(4);
    awaitLeaderAmong(others);
    Duration converged = converged(asked);
    assertThat(others).allMatch(router -> router.process().handle().isAlive());
    assertUnharmed("leader killed", converged, 2);
    restart(leader);
  }

  @Test
  @Order(2)
  void leader_thatStandsStill_andOneWhoseLeaseIsStolen_writeNothingMore_andRouteOn()
      throws Exception {
    OperatorProcess still = leader();
    List<OperatorProcess> others = others(still);
    ask(others);
    UpProcess.signal("STOP", still.process().handle());
    long stopped = System.nanoTime();
    try {
      scale(5);
      awaitLeaderAmong(others);
      System.out.printf(
          "leader stopped: a scale asked for meanwhile was ready after %.1f s%n",
          converged(stopped).toMillis() / 1e3);

      steal();
      long stolen = System.nanoTime();
      scale(4);
      awaitLeaderAmong(others);
      Duration converged = converged(stolen);
      await()
          .atMost(MINUTE.plusSeconds(10))
          .until(() -> System.nanoTime() - stopped >= MINUTE.toNanos());
      // It wakes up with something to do.
      scale(5);
      UpProcess.signal("CONT", still.process().handle());
      rig.awaitReady(WEB, 5);
      still.process().awaitLine(line -> line.contains("leads no more"));
      await()
          .during(Duration.ofSeconds(4))
          .atMost(Duration.ofSeconds(20))
          .until(() -> !rig.leader().equals(still.identity()));
      assertThat(still.process().output())
          .as("what it could not write is nobody's concern")
          .noneMatch(line -> line.contains("term is over") || line.startsWith("\tat "));
      RouterLoad.awaitOwners(
          rig.own(still, WEB),
          RouterLoad.ownersOf(rig.own(others.getFirst(), WEB), RouterLoad.KEYS, 5));
      assertThat(routers).allMatch(router -> router.process().handle().isAlive());
      assertUnharmed("lease stolen from its successor", converged, 3);
    } finally {
      UpProcess.signal("CONT", still.process().handle());
    }
  }

  private void steal() {
    rig.client()
        .leases()
        .inNamespace(rig.home())
        .withName("ringmaster")
        .edit(lease -> {
          lease.getSpec().setHolderIdentity("thief");
          return lease;
        });
  }

  @Test
  @Order(3)
  void apiServer_thatIsAwayForAMinute_andARouterThatRestartsMeanwhile_harmNobody()
      throws Exception {
    OperatorProcess victim = others(leader()).getFirst();
    int place = routers.indexOf(victim);
    ask(others(victim));
    Map<String, String> owners =
        RouterLoad.ownersOf(rig.own(victim, WEB), RouterLoad.KEYS, desired);
    proxy.cut();
    long away = System.nanoTime();
    scale(6);
    UpProcess.signal("KILL", victim.process().handle());
    victim.process().awaitExit();
    long begun = System.nanoTime();
    restart(victim);
    OperatorProcess again = routers.get(place);
    System.out.printf(
        "router restarted without API server: ready after %.1f s%n",
        (System.nanoTime() - begun) / 1e9);
    assertThat(readyz(again)).startsWith("ready, from the last state known, of 20");
    RouterLoad.awaitOwners(rig.own(again, WEB), owners);
    ask(List.of(again));
    await()
        .atMost(MINUTE.plusSeconds(10))
        .until(() -> System.nanoTime() - away >= MINUTE.toNanos());
    assertThat(rig.pods(WEB)).as("nobody leads").hasSize(5);
    proxy.mend();
    Duration converged = converged(System.nanoTime());
    OperatorRig.soon().until(() -> readyz(again).equals("ok\n"));
    assertThat(routers).allMatch(router -> router.process().handle().isAlive());
    assertUnharmed("API server away (from its return)", converged, 2);
  }
}

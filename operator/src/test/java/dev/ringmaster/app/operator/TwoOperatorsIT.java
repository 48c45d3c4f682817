package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.testing.UpProcess;
import dev.ringmaster.testing.kubernetes.AuditEvent;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import dev.ringmaster.testing.kubernetes.TestNamespace;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Two operators, each with a Lease of its own, that look after one namespace. */
@RequiresApiServer
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TwoOperatorsIT {
  private static final String WEB = "web";
  private static final String OTHER = "other";
  private static final int MORE = 6;

  /** What both may write, each for itself: that it leads, and that it does nothing. */
  private static final Set<String> OWN = Set.of("leases", "events");

  private final ControlPlane plane;

  @SuppressWarnings("NullAway.Init")
  private OperatorRig rig;

  @SuppressWarnings("NullAway.Init")
  private TestNamespace otherHome;

  @SuppressWarnings("NullAway.Init")
  private OperatorProcess first;

  @SuppressWarnings("NullAway.Init")
  private OperatorProcess second;

  @SuppressWarnings("NullAway.Init")
  private RouterPods pods;

  TwoOperatorsIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start() throws IOException {
    rig = new OperatorRig(plane);
    pods = new RouterPods(rig);
    otherHome = plane.newNamespace();
    rig.createAccount(OTHER);
    rig.client()
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(otherHome.name())
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                .addNewSubject("", "ServiceAccount", OTHER, rig.home())
                .build())
        .create();
    first = rig.operator();
    pods.create(first);
    rig.apply(OperatorRig.manifest(WEB, "replicas: 3"));
    rig.awaitReady(WEB, 3);
    rig.awaitSettled(WEB);
  }

  @AfterAll
  void end() {
    rig.client().rbac().clusterRoleBindings().withName(otherHome.name()).delete();
    otherHome.close();
    rig.close();
  }

  private String firstLease() {
    return rig.home() + "/ringmaster";
  }

  private String secondLease() {
    return otherHome.name() + "/ringmaster";
  }

  private String otherUser() {
    return "system:serviceaccount:%s:%s".formatted(rig.home(), OTHER);
  }

  private String claimed(String balancer) {
    LoadBalancer now = rig.balancer(balancer);
    return now.getStatus() == null
        ? ""
        : Objects.requireNonNullElse(now.getStatus().operator(), "");
  }

  private static boolean leads(OperatorProcess operator) {
    return operator.process().output().stream().anyMatch(line -> line.contains("leads from now"));
  }

  @Test
  @Order(1)
  void balancer_ofAnotherOperator_isLeftAlone_routedAlike_andThatIsSaid() {
    long mark = plane.audit().mark();
    OperatorRig.soon().until(() -> pods.listedAsReady(first, WEB).equals(Optional.of(true)));
    second = rig.operatorAs(OTHER, "--lease-namespace", otherHome.name());
    OperatorRig.soon().until(() -> leads(second));
    String note =
        "Left alone by the operator of Lease %s: reconciled by the operator of Lease %s, which is renewed"
            .formatted(secondLease(), firstLease());
    OperatorRig.soon().until(() -> rig.events(WEB).contains("OtherOperator: " + note));
    assertThat(second.process().output())
        .filteredOn(line -> line.endsWith(rig.namespace() + "/web: " + note))
        .hasSize(1);
    assertThat(claimed(WEB)).isEqualTo(firstLease());

    Map<String, String> owners = RouterLoad.ownersOf(rig.own(first, WEB), RouterLoad.KEYS, 3);
    RouterLoad.awaitOwners(second.shared(), owners);
    // Every router looks after the slices some seconds later.
    await()
        .during(Duration.ofSeconds(6))
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () -> assertThat(pods.listedAsReady(first, WEB)).isEqualTo(Optional.of(true)));
    assertThat(plane.audit().writes(otherUser(), mark))
        .isNotEmpty()
        .allMatch(write -> OWN.contains(write.resource()));
  }

  @Test
  @Order(2)
  void newBalancers_areClaimedByOneEach_andTheOtherMakesNothingOfThem() {
    long mark = plane.audit().mark();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < MORE; i++) {
      all.append(OperatorRig.manifest("new-" + i, "replicas: 2")).append("---\n");
    }
    rig.apply(all.toString());
    for (int i = 0; i < MORE; i++) {
      rig.awaitReady("new-" + i, 2);
      rig.awaitSettled("new-" + i);
      String balancer = "new-" + i;
      assertThat(claimed(balancer)).isIn(firstLease(), secondLease());
      assertThat(rig.pods(balancer)).hasSize(2);
      Set<String> makers =
          plane.audit().since(mark).stream()
              .filter(event -> event.isWrite() && event.code() < 300)
              .filter(event -> makes(event, balancer))
              .map(AuditEvent::user)
              .collect(Collectors.toSet());
      assertThat(makers)
          .as("who wrote of %s", balancer)
          .containsExactly(claimed(balancer).equals(firstLease()) ? rig.user() : otherUser());
    }
  }

  private static boolean makes(AuditEvent event, String balancer) {
    return switch (event.resource()) {
      case "pods" -> event.name().startsWith(balancer + "-");
      case "services", "poddisruptionbudgets", "loadbalancers/status" ->
          event.name().equals(balancer);
      default -> false;
    };
  }

  @Test
  @Order(3)
  void balancer_whoseOperatorIsGone_isTakenOver_andStaysThere() {
    Map<String, String> before = rig.uids(WEB);
    UpProcess.signal("KILL", first.process().handle());
    long killed = System.nanoTime();
    await().atMost(Duration.ofSeconds(60)).until(() -> claimed(WEB).equals(secondLease()));
    Duration after = Duration.ofNanos(System.nanoTime() - killed);
    System.out.printf("taken over from a dead operator after %.1f s%n", after.toMillis() / 1e3);
    assertThat(rig.uids(WEB)).isEqualTo(before);
    rig.kubectl("scale", "rlb/web", "--replicas=4");
    rig.awaitReady(WEB, 4);

    OperatorProcess again = rig.restart(first);
    again.process().awaitLine(line -> line.contains("/web: Left alone by the operator of Lease"));
    assertThat(claimed(WEB)).isEqualTo(secondLease());
    assertThat(List.copyOf(rig.uids(WEB).values())).containsAll(before.values());
  }
}

package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.api.status.Condition;
import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.testing.UpProcess;
import dev.ringmaster.testing.kubernetes.AuditEvent;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * What can be wrong in a cluster: it is told in one sentence, tried again at ease, and healed when
 * its cause goes.
 */
@RequiresApiServer
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DegradedIT {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final String KEYS = "keys: [{header: X-User-Id}]";
  private static final String ABSENT = "example.org/ringmaster/replica:absent";

  private final ControlPlane plane;

  @SuppressWarnings("NullAway.Init")
  private OperatorRig rig;

  @SuppressWarnings("NullAway.Init")
  private OperatorProcess operator;

  DegradedIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start() throws IOException {
    rig = new OperatorRig(plane);
    operator = rig.operator();
    rig.kubelet().unpullable(ABSENT);
    rig.apply(OperatorRig.manifest("puller", "image: " + ABSENT, KEYS, "replicas: 1"));
    rig.apply(
        OperatorRig.manifest(
            "crasher",
            "image: example.org/tool, command: [sh, -c, 'echo no configuration; exit 3']",
            KEYS,
            "replicas: 1"));
    rig.kubectl("create", "service", "clusterip", "squatter", "--tcp=80");
    rig.apply(OperatorRig.manifest("squatter", "replicas: 1"));
    OperatorRig.soon().until(() -> rig.kubectl("get", "pods", "-o", "name").lines().count() == 3);
    rig.kubectl("create", "quota", "four", "--hard=pods=4");
    OperatorRig.soon().until(() -> rig.kubectl("get", "quota").contains("pods: 3/4"));
    rig.apply(OperatorRig.manifest("crowded", "replicas: 2"));
    List.of("puller", "crasher", "squatter", "crowded").forEach(this::awaitDegraded);
  }

  @AfterAll
  void end() {
    rig.close();
  }

  private Condition awaitDegraded(String name) {
    return rig.awaitCondition(name, "Degraded", now -> now.status().equals("True"));
  }

  private void assertDegraded(String name, String reason, String sentence) {
    Condition degraded =
        rig.awaitCondition(
            name, "Degraded", now -> now.status().equals("True") && now.reason().equals(reason));
    assertThat(degraded.message()).matches(sentence);
    assertThat(rig.events(name)).anyMatch(event -> event.startsWith(reason + ": "));
  }

  private void assertHealed(String name, int replicas) {
    rig.awaitReady(name, replicas);
    rig.awaitSettled(name);
  }

  /** Four ways to be wrong at once; what is written within ten seconds is mere retries. */
  @Test
  @Order(1)
  void whatIsWrong_isNotWrittenDownAgainAndAgain() {
    long mark = plane.audit().mark();
    long end = System.nanoTime() + WINDOW.toNanos();
    await().atMost(WINDOW.plusSeconds(5)).until(() -> System.nanoTime() > end);
    Map<String, Long> writes =
        plane.audit().writes(rig.user(), mark).stream()
            .filter(event -> !event.resource().equals("leases"))
            .collect(Collectors.groupingBy(DegradedIT::matter, Collectors.counting()));
    assertThat(writes.values().stream().mapToLong(Long::longValue).sum())
        .as(writes.toString())
        .isLessThan(30);
  }

  private static String matter(AuditEvent event) {
    return event.verb() + " " + event.resource() + " " + event.name() + " " + event.code();
  }

  @Test
  void imageThatCantBePulled_isTold_andHealsWhenItCan() {
    assertDegraded(
        "puller",
        "ImagePullFailed",
        "Pod puller-0-\\w+ \\(ordinal 0\\): its image can't be pulled, the Pod's events say why; it is tried again");
    rig.kubelet().pullable(ABSENT);
    assertHealed("puller", 1);
  }

  /** Whoever leads then: the Pods of a template that never worked are no reason to wait. */
  @Test
  void containerThatEndsAgainAndAgain_isTold_andHealsWithItsTemplate() {
    assertDegraded(
        "crasher",
        "CrashLoop",
        "Pod crasher-0-\\w+ \\(ordinal 0\\) ends again and again: exit code 3, no configuration");
    UpProcess.signal("TERM", operator.process().handle());
    assertThat(operator.process().awaitExit()).isZero();
    operator = rig.operator();
    rig.apply(OperatorRig.manifest("crasher", "replicas: 1"));
    assertHealed("crasher", 1);
  }

  /** Before another one makes room. */
  @Test
  @Order(2)
  void quotaThatIsUsedUp_isTold_andHealsWhenThereIsMore() {
    assertDegraded(
        "crowded",
        "CreateFailed",
        "Ordinal 1: its Pod can't be created: pods is forbidden: exceeded quota:"
            + " four, requested: pods=1, used: pods=4, limited: pods=4; it is tried again");
    rig.kubectl("delete", "quota", "four");
    assertHealed("crowded", 2);
  }

  @Test
  void serviceOfSomebodyElse_isLeftAlone_andTakenWhenItGoes() {
    assertDegraded(
        "squatter",
        "NameTaken",
        "Service squatter is there and belongs to somebody else: remove it, or give the balancer"
            + " another name");
    assertThat(rig.kubectl("get", "service", "squatter", "-o", "yaml"))
        .doesNotContain("ownerReferences");
    rig.kubectl("delete", "service", "squatter");
    assertHealed("squatter", 1);
    assertThat(rig.kubectl("get", "service", "squatter", "-o", "yaml"))
        .contains("name: squatter", "uid: " + rig.balancer("squatter").getMetadata().getUid());
  }

  @Test
  void accountThatMayNotCreatePods_isTold_andHealsWhenItMay() throws IOException {
    try (OperatorRig restricted = new OperatorRig(plane)) {
      restricted.createAccount("restricted");
      String subject = "--serviceaccount=" + restricted.home() + ":restricted";
      RestrictedRoles.grant(restricted, "restricted");
      restricted.operatorAs("restricted");
      restricted.apply(OperatorRig.manifest("web", "replicas: 1"));
      Condition degraded =
          restricted.awaitCondition("web", "Degraded", now -> now.status().equals("True"));
      assertThat(degraded.reason()).isEqualTo("CreateFailed");
      assertThat(degraded.message())
          .matches(
              "Ordinal 0: its Pod can't be created: pods is forbidden: User"
                  + " \"system:serviceaccount:\\S+:restricted\" cannot create resource \"pods\" in"
                  + " API group \"\" in the namespace \"\\S+\"; it is tried again");
      restricted.kubectl("create", "role", "creator", "--verb=create", "--resource=pods");
      restricted.kubectl("create", "rolebinding", "creator", "--role=creator", subject);
      restricted.awaitReady("web", 1);
      restricted.awaitSettled("web");
    }
  }
}

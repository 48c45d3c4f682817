package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What a user of kubectl sees and does. */
@RequiresApiServer
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KubectlIT {
  private static final String WEB = "web";

  private final ControlPlane plane;

  @SuppressWarnings("NullAway.Init")
  private OperatorRig rig;

  KubectlIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start() throws IOException {
    rig = new OperatorRig(plane);
    OperatorProcess unused = rig.operator();
  }

  @AfterAll
  void end() {
    rig.close();
  }

  @BeforeEach
  void applyAnew() {
    rig.kubectl("delete", "rlb,hpa", "--all");
    OperatorRig.soon().until(() -> rig.pods(WEB).isEmpty());
    rig.apply(OperatorRig.manifest(WEB, "replicas: 2"));
    rig.awaitReady(WEB, 2);
    rig.awaitSettled(WEB);
  }

  @Test
  void get_showsHowItIs_andWhereItIsReached() {
    List<String> lines = rig.kubectl("get", "rlb").lines().toList();
    assertThat(lines.getFirst().split(" +"))
        .containsExactly("NAME", "DESIRED", "READY", "ALGORITHM", "KEY", "URL", "AGE");
    assertThat(lines.get(1).split("  +"))
        .startsWith(
            WEB,
            "2",
            "2",
            "Ring",
            "header X-User-Id",
            "http://%s.%s.svc".formatted(WEB, rig.namespace()));
    assertThat(rig.kubectl("get", "all", "-o", "name"))
        .contains("loadbalancer.ringmaster.dev/" + WEB, "service/" + WEB, "pod/" + WEB + "-0-");
    assertThat(rig.kubectl("get", "rlb", WEB, "-o", "wide").lines()).hasSize(2);
    assertThat(rig.kubectl("wait", "rlb/" + WEB, "--for=condition=Ready", "--timeout=5s"))
        .contains("condition met");
  }

  @Test
  void describe_tellsTheStoryInItsOrder() {
    rig.kubectl("delete", "pod", rig.pod(WEB, 1).getMetadata().getName());
    OperatorRig.soon().until(() -> rig.uids(WEB).containsKey("s3"));
    rig.awaitReady(WEB, 2);
    rig.awaitSettled(WEB);
    rig.kubectl("scale", "rlb/" + WEB, "--replicas=1");
    OperatorRig.soon().until(() -> rig.uids(WEB).size() == 1);
    rig.awaitSettled(WEB);
    String events = rig.kubectl("describe", "rlb", WEB).replaceFirst("(?s).*\nEvents:", "");
    assertThat(events)
        .as("of kubectl describe")
        .containsSubsequence(
            "s2 (ordinal 1) created as Pod web-1-",
            "s2 (ordinal 1) is deleted by somebody else: it is replaced",
            "s3 (ordinal 1) created as Pod web-1-",
            "s3 (ordinal 1) leaves: fewer replicas are wanted",
            "s3 (ordinal 1) has ended");
    assertThat(events)
        .contains("s1 (ordinal 0) created as Pod web-0-")
        .containsPattern("AllReplicasReady .*\\(x2 over .* 2 of 2 replicas are ready");
    assertThat(events).doesNotContain("s1 (ordinal 0) leaves", "Warning");
    assertThat(events.lines().skip(3))
        .as("each with its age, and who tells it")
        .allMatch(Pattern.compile("^ +Normal +\\w+ +\\S.* +ringmaster +\\S.*").asMatchPredicate());
  }

  @Test
  void scale_createsAndRemovesTheHighestOrdinals() {
    assertThat(rig.kubectl("scale", "rlb/" + WEB, "--current-replicas=2", "--replicas=4"))
        .contains("scaled");
    rig.awaitReady(WEB, 4);
    assertThat(rig.uids(WEB).keySet()).containsExactly("s1", "s2", "s3", "s4");
    rig.kubectl("scale", "rlb/" + WEB, "--replicas=1");
    OperatorRig.soon()
        .untilAsserted(() -> assertThat(rig.uids(WEB).keySet()).containsExactly("s1"));
    rig.awaitReady(WEB, 1);
    rig.kubectl("scale", "rlb/" + WEB, "--replicas=0");
    OperatorRig.soon().untilAsserted(() -> assertThat(rig.pods(WEB)).isEmpty());
    rig.awaitReady(WEB, 0);
    assertThat(rig.kubectl(1, "", "scale", "rlb/" + WEB, "--replicas=1001"))
        .contains("spec.replicas");
  }

  /** Without metrics it can hold the bounds all the same, and finds the Pods to ask about. */
  @Test
  void autoscaler_acceptsTheBalancer_andScalesIt() {
    rig.apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web}
        spec:
          scaleTargetRef: {apiVersion: ringmaster.dev/v1alpha1, kind: LoadBalancer, name: web}
          minReplicas: 3
          maxReplicas: 5
          metrics:
          - type: Resource
            resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
        """);
    rig.awaitReady(WEB, 3);
    OperatorRig.soon()
        .untilAsserted(() -> {
          String told = rig.kubectl("describe", "hpa", WEB);
          assertThat(told).containsPattern("AbleToScale +True");
          assertThat(told).containsPattern("LoadBalancer pods: +3 current / ");
        });
    assertThat(rig.kubectl("get", "--raw", scalePath())).contains("\"replicas\":3");
    assertThat(rig.kubectl("get", "--raw", scalePath()))
        .contains("\"selector\":\"ringmaster.dev/loadbalancer=web\"");
  }

  private String scalePath() {
    return "/apis/ringmaster.dev/v1alpha1/namespaces/%s/loadbalancers/%s/scale"
        .formatted(rig.namespace(), WEB);
  }
}

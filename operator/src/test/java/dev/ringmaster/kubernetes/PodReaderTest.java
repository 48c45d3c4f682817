package dev.ringmaster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.Replica.Phase;
import dev.ringmaster.testing.kubernetes.Balancers;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PodReaderTest {
  /** With this status as one line of YAML. */
  private static Pod pod(String status) {
    return Balancers.SERIALIZATION.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          namespace: shop
          name: web-1-x7k2p
          uid: of-the-pod
          labels:
            ringmaster.dev/loadbalancer: web
            ringmaster.dev/ordinal: "1"
            ringmaster.dev/incarnation: "7"
            ringmaster.dev/revision: abc
          annotations: {ringmaster.dev/name: s7}
          ownerReferences:
          - {apiVersion: v1, kind: ConfigMap, name: other, uid: of-another}
          - {apiVersion: ringmaster.dev/v1alpha1, kind: LoadBalancer, name: web, uid: of-web, controller: true}
        spec:
          nodeName: node-a
          containers:
          - {name: sidecar, env: [{name: PORT, value: "1"}]}
          - {name: replica, env: [{name: PORT, value: "8080"}]}
        status: {%s}
        """
            .formatted(status),
        Pod.class);
  }

  private static Replica read(String status) {
    return PodReader.read(pod(status), node -> false);
  }

  @Test
  void pod_thatRuns_isTheReplicaThatItsLabelsSay() {
    assertThat(read("phase: Running, podIP: 10.0.0.7"))
        .isEqualTo(
            Replica.starting(1, 7, "s7", "abc").identified("web-1-x7k2p").at("10.0.0.7", 8080));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          phase: Pending;                                      STARTING
          phase: Running;                                      STARTING
          phase: Pending, podIP: 10.0.0.7;                     STARTING
          phase: Running, podIP: 10.0.0.7;                     RUNNING
          phase: Unknown, podIP: 10.0.0.7;                     STARTING
          phase: Failed, podIP: 10.0.0.7;                      EXITED
          phase: Succeeded;                                    EXITED
          """)
  void phase_followsFromTheStatus(String status, Phase phase) {
    assertThat(read(status).phase()).isEqualTo(phase);
  }

  @Test
  void phase_followsFromDeletionAndNode_unlessItIsOver() {
    Pod running = pod("phase: Running, podIP: 10.0.0.7");
    assertThat(PodReader.read(running, "node-a"::equals).phase()).isEqualTo(Phase.LOST);
    running.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    assertThat(PodReader.read(running, "node-a"::equals).phase()).isEqualTo(Phase.STOPPING);
    running.getStatus().setPhase("Failed");
    assertThat(PodReader.read(running, "node-a"::equals).phase()).isEqualTo(Phase.EXITED);
  }

  @Test
  void pod_withoutADisplayName_goesByItsOwn() {
    Pod pod = pod("phase: Running");
    pod.getMetadata().getAnnotations().clear();
    assertThat(PodReader.read(pod, node -> false).name()).isEqualTo("web-1-x7k2p");
  }

  @Test
  void pod_isOfWhoControlsIt() {
    assertThat(PodReader.isOf(pod("phase: Running"), "of-web")).isTrue();
    assertThat(PodReader.isOf(pod("phase: Running"), "of-another")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "one", "99999999999", "1 "})
  void pod_whoseOrdinalIsNone_isNobodyOfOurs(String ordinal) {
    Pod pod = pod("phase: Running");
    pod.getMetadata().getLabels().put(PodLabels.ORDINAL, ordinal);
    assertThat(PodReader.isOf(pod, "of-web")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          conditions: [{type: Ready, status: 'True'}];                                      true
          conditions: [{type: Ready, status: 'False'}];                                     false
          conditions: [{type: Ready, status: Unknown}];                                     false
          conditions: [{type: ContainersReady, status: 'True'}];                            false
          phase: Running;                                                                   false
          """)
  void ready_isWhatTheConditionSays(String status, boolean ready) {
    assertThat(PodReader.ready(pod(status))).isEqualTo(ready);
  }

  /** The reason first; what is usual is no ailment. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          containerStatuses: [{name: replica, state: {waiting: {reason: ContainerCreating}}}];                       []
          containerStatuses: [{name: replica, ready: true, restartCount: 5, lastState: {terminated: {exitCode: 3}}, state: {running: {}}}]; []
          containerStatuses: [{name: replica, ready: false, restartCount: 0, state: {running: {}}}];                 []
          containerStatuses: [{name: replica, ready: false, restartCount: 1, lastState: {terminated: {exitCode: 3}}, state: {running: {}}}]; []
          containerStatuses: [{name: sidecar, state: {waiting: {reason: CrashLoopBackOff}}}];                        []
          containerStatuses: [{name: replica, state: {waiting: {reason: ImagePullBackOff, message: Back-off}}}];     [ImagePullBackOff, Back-off]
          containerStatuses: [{name: replica, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff, message: back-off 40s}}, lastState: {terminated: {exitCode: 3, message: no configuration}}}]; [CrashLoopBackOff, exit code 3, no configuration]
          containerStatuses: [{name: replica, restartCount: 3, state: {running: {}}, lastState: {terminated: {exitCode: 3, message: no configuration}}}]; [CrashLoopBackOff, exit code 3, no configuration]
          containerStatuses: [{name: replica, restartCount: 3, state: {terminated: {exitCode: 3, message: no configuration}}}]; [CrashLoopBackOff, exit code 3, no configuration]
          containerStatuses: [{name: replica, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled}}}]; [CrashLoopBackOff, killed: out of memory]
          conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: 0/3 nodes are available}]; [Unschedulable, 0/3 nodes are available]
          conditions: [{type: PodScheduled, status: 'True'}];                                                        []
          """)
  void ailment_isWhatItsStatusTells(String status, String words) {
    assertThat(read("phase: Pending, " + status).exit()).hasToString(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          phase: Failed, reason: Evicted, message: 'The node was low on resource: memory.';   [evicted, The node was low on resource: memory.]
          phase: Failed, containerStatuses: [{name: replica, state: {terminated: {exitCode: 3, message: no configuration}}}]; [exit code 3, no configuration]
          phase: Failed, reason: Evicted, containerStatuses: [{name: replica, state: {terminated: {exitCode: 137}}}]; [evicted]
          phase: Failed, containerStatuses: [{name: replica, state: {terminated: {exitCode: 137, reason: OOMKilled}}}]; [killed: out of memory]
          phase: Failed, reason: NodeLost;                                                    [NodeLost]
          phase: Succeeded;                                                                   [ended]
          """)
  void end_isWhatItsStatusTells(String status, String words) {
    assertThat(read(status).exit()).hasToString(words);
  }
}

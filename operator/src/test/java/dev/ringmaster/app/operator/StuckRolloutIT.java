package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.status.Condition;
import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A rollout that can't go on: it is named, nobody notices, and what is there stays as it was. */
@RequiresApiServer
@Timeout(180)
final class StuckRolloutIT {
  private static final String WEB = "web";
  private static final String ABSENT = "example.org/absent/ringmaster/replica:1";
  private static final String KEYS = "keys: [{header: X-User-Id}]";

  private final ControlPlane plane;

  @SuppressWarnings("NullAway.Init")
  private OperatorRig rig;

  StuckRolloutIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void start() throws IOException {
    rig = new OperatorRig(plane);
  }

  @AfterEach
  void end() {
    rig.close();
  }

  private void settled(int replicas) {
    rig.awaitReady(WEB, replicas);
    rig.awaitSettled(WEB);
  }

  private void apply(String image) {
    rig.apply(
        OperatorRig.manifest(
            WEB,
            "image: " + image,
            KEYS,
            "replicas: 3\nrollout: {maxSurge: 2, progressDeadline: 3s}"));
  }

  @Test
  void imageThatCantBePulled_stopsAtItsOrdinals_andIsNamed_andTakenBackHarmsNobody() {
    rig.kubelet().unpullable(ABSENT);
    OperatorProcess operator = rig.operator();
    apply(OperatorRig.IMAGE);
    settled(3);
    InetSocketAddress router = rig.own(operator, WEB);
    Map<String, String> owners = RouterLoad.ownersOf(router, RouterLoad.KEYS, 3);
    Map<String, String> uids = rig.uids(WEB);
    try (RouterLoad load = RouterLoad.start(router, owners)) {
      apply(ABSENT);
      rig.awaitCondition(WEB, "Degraded", now -> now.reason().equals("ImagePullFailed"));
      Condition stuck =
          rig.awaitCondition(
              WEB, "Progressing", now -> now.reason().equals("ProgressDeadlineExceeded"));
      assertThat(stuck.status()).isEqualTo("False");
      assertThat(stuck.message()).startsWith("nothing was updated for 3s: ").contains("1, 2");
      assertThat(rig.pods(WEB)).hasSizeBetween(4, 5);
      assertThat(rig.uids(WEB)).containsAllEntriesOf(uids);

      apply(OperatorRig.IMAGE);
      settled(3);
      assertThat(load.visits()).isZero();
      load.stopUnharmed();
    }
    assertThat(rig.uids(WEB)).isEqualTo(uids);
  }

  @Test
  void podThatIsLostMeanwhile_whereTheRolloutHasNotBeen_comesBackAsItWas() {
    rig.kubelet().unpullable(ABSENT);
    var unused = rig.operator();
    apply(OperatorRig.IMAGE);
    settled(3);
    apply(ABSENT);
    rig.awaitCondition(WEB, "Degraded", now -> now.reason().equals("ImagePullFailed"));
    String before = rig.pod(WEB, 0).getMetadata().getUid();
    rig.client().resource(rig.pod(WEB, 0)).withGracePeriod(0).delete();
    OperatorRig.soon()
        .until(() ->
            rig.pods(WEB).stream()
                .filter(pod -> OperatorRig.ordinal(pod) == 0)
                .anyMatch(pod -> !pod.getMetadata().getUid().equals(before)));
    rig.awaitReady(WEB, 3);
    assertThat(rig.pod(WEB, 0).getSpec().getContainers().getFirst().getImage())
        .isEqualTo(OperatorRig.IMAGE);
  }

  private void applyClaims(String version) {
    rig.apply(
        OperatorRig.manifest(
            WEB,
            "image: %s, env: [{name: VERSION, value: '%s'}]".formatted(OperatorRig.IMAGE, version),
            KEYS,
            """
            replicas: 3
            rollout: {minReady: 100ms}
            volumeClaimTemplates:
              - metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """));
  }

  private List<String> claims() {
    return rig
        .client()
        .persistentVolumeClaims()
        .inNamespace(rig.namespace())
        .list()
        .getItems()
        .stream()
        .map(PersistentVolumeClaim::getMetadata)
        .map(metadata -> metadata.getName() + " " + metadata.getUid())
        .sorted()
        .toList();
  }

  @Test
  void claim_isHeldByOnePodAtATime_andOutlivesScaleAndRollout() {
    OperatorProcess operator = rig.operator();
    applyClaims("1");
    settled(3);
    List<String> claims = claims();
    assertThat(claims).hasSize(3).allMatch(claim -> claim.matches("data-web-[012] .*"));
    Map<String, String> owners = RouterLoad.ownersOf(rig.own(operator, WEB), RouterLoad.KEYS, 3);
    applyClaims("2");
    OperatorRig.soon()
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> {
          List<Pod> pods = rig.pods(WEB);
          assertThat(pods).extracting(OperatorRig::ordinal).doesNotHaveDuplicates();
          assertThat(pods).extracting(StuckRolloutIT::version).hasSize(3).containsOnly("2");
        });
    settled(3);
    rig.kubectl("scale", "rlb/web", "--replicas=1");
    settled(1);
    rig.kubectl("scale", "rlb/web", "--replicas=3");
    settled(3);
    assertThat(claims()).isEqualTo(claims);
    RouterLoad.awaitOwners(rig.own(operator, WEB), owners);
  }

  private static String version(Pod pod) {
    return pod.getSpec().getContainers().getFirst().getEnv().stream()
        .filter(variable -> variable.getName().equals("VERSION"))
        .map(variable -> variable.getValue())
        .findFirst()
        .orElse("");
  }

  @Test
  void claimThatNeverBinds_isNamed_andHealsWhenItDoes() {
    rig.kubelet().volumes(false);
    var unused = rig.operator();
    applyClaims("1");
    Condition degraded =
        rig.awaitCondition(WEB, "Degraded", now -> now.reason().equals("Unschedulable"));
    assertThat(degraded.message()).contains("unbound immediate PersistentVolumeClaims");
    rig.kubelet().volumes(true);
    settled(3);
  }
}

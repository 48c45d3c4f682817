package dev.ringmaster.cluster;

import static dev.ringmaster.cluster.FakeCluster.deleted;
import static dev.ringmaster.cluster.FakeCluster.edited;
import static dev.ringmaster.cluster.FakeCluster.pod;
import static dev.ringmaster.cluster.FakeCluster.ready;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.view.MemberState;
import dev.ringmaster.view.MemberView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which Pods take requests, by what is known of them. */
final class FleetPodsTest {
  /** Interval and timeout 1 s, out after 2: as long as a kubelet has to disagree. */
  private static final Duration PAUSE = Duration.ofSeconds(4);

  private final FleetRig rig = FleetRig.ofThree();
  private final FakeCluster cluster = rig.cluster;

  @AfterEach
  void close() {
    rig.close();
    assertThat(rig.defects).isEmpty();
  }

  private MemberView member(long incarnation) {
    return rig.web().view().members().stream()
        .filter(member -> member.incarnation() == incarnation)
        .findFirst()
        .orElseThrow();
  }

  private FleetRequest request(int ordinal) {
    return FleetRequest.to(rig.web(), endpoint -> endpoint.ordinal() == ordinal);
  }

  private void fail(int ordinal, RouteFailure failure) {
    request(ordinal).fail(failure);
    rig.lane.run();
  }

  @Test
  void pod_thatIsNotReady_isOut_andBackAtOnce() {
    rig.tell();

    rig.put(ready(pod(1, 2), false));
    assertThat(rig.routable()).containsExactly(0, 2);
    assertThat(rig.story).endsWith("ejected s2 UNREADY");

    rig.put(pod(1, 2));
    assertThat(rig.routable()).containsExactly(0, 1, 2);
    assertThat(rig.story).endsWith("recovered s2");
  }

  @Test
  void pods_thatAreNotReady_areOut_evenIfAllAre() {
    for (int ordinal = 0; ordinal < 3; ordinal++) {
      cluster.put(ready(pod(ordinal, ordinal + 1), false));
    }
    rig.tell();
    assertThat(rig.routable()).isEmpty();

    List<FleetRequest> late = new ArrayList<>();
    for (int ordinal = 0; ordinal < 3; ordinal++) {
      rig.put(pod(ordinal, ordinal + 1));
      late.add(request(ordinal));
    }
    for (int ordinal = 0; ordinal < 3; ordinal++) {
      rig.put(ready(pod(ordinal, ordinal + 1), false));
    }
    late.forEach(request -> request.fail(RouteFailure.RESPONSE_TIMEOUT));
    rig.lane.run();
    assertThat(rig.routable()).isEmpty();
    assertThat(rig.web().table().panic()).isFalse();
  }

  @Test
  void pod_thatIsDeleted_isOutAtOnce_andFinishesWhatItHas() {
    rig.tell();
    FleetRequest running = request(1);

    rig.put(deleted(pod(1, 2)));
    assertThat(rig.routable()).containsExactly(0, 2);
    assertThat(running.endpoint().load().admit()).isNull();
    assertThat(member(2).state()).isEqualTo(MemberState.DRAINING);
    assertThat(member(2).inFlight()).isEqualTo(1);
    assertThat(rig.gone).isEmpty();

    cluster.remove(pod(1, 2));
    rig.tell();
    assertThat(rig.gone).containsExactly(running.endpoint());
    assertThat(rig.web().view().members()).hasSize(2);
  }

  @Test
  void pod_thatFailed_isGone() {
    rig.tell();
    rig.put(edited(pod(1, 2), pod -> pod.getStatus().setPhase("Failed")));
    assertThat(rig.routable()).containsExactly(0, 2);
    assertThat(rig.gone).extracting(Endpoint::name).containsExactly("s2");
  }

  @Test
  void successor_takesTheOrdinalOver_whenItIsReady() {
    rig.tell();
    rig.put(ready(pod(1, 7), false));
    assertThat(rig.web().table().routable()).extracting(Endpoint::name).contains("s2");

    rig.put(pod(1, 7));
    assertThat(rig.web().table().routable())
        .extracting(Endpoint::name)
        .containsExactly("s1", "s7", "s3");
    long generation = rig.web().table().generation();

    rig.put(deleted(pod(1, 2)));
    assertThat(rig.web().table().generation()).isEqualTo(generation);
  }

  @Test
  void containerThatRestartsInPlace_staysTheSameMember() {
    rig.tell();
    Endpoint before = rig.web().table().routable().get(1);
    rig.put(ready(pod(1, 2), false));
    rig.put(pod(1, 2));
    assertThat(rig.web().table().routable().get(1)).isSameAs(before);
    assertThat(rig.gone).isEmpty();
  }

  @Test
  void otherAddress_isAnotherEndpoint_andNoOrdinalIsMissedForIt() {
    rig.tell();
    Endpoint before = rig.web().table().routable().get(1);

    rig.put(edited(pod(1, 2), pod -> pod.getStatus().setPodIP("10.9.9.9")));

    assertThat(rig.gone).containsExactly(before);
    assertThat(before.load().admit()).isNull();
    assertThat(rig.web().table().routable().get(1).host()).isEqualTo("10.9.9.9");
    assertThat(rig.web().table().routable().get(1).load().admit()).isNotNull();
  }

  @Test
  void anotherPodOfTheSameIncarnation_isAnotherEndpoint() {
    rig.tell();
    rig.put(edited(pod(1, 2), pod -> pod.getMetadata().setUid("another")));
    assertThat(rig.gone).extracting(Endpoint::name).containsExactly("s2");
    assertThat(rig.routable()).containsExactly(0, 1, 2);
  }

  @Test
  void anotherPodOfTheSameIncarnation_thatStillStarts_isNotTakenForTheFirst() {
    rig.tell();
    rig.put(
        edited(
            pod(1, 2),
            pod -> {
              pod.getMetadata().setUid("another");
              pod.getStatus().setPhase("Pending");
            }));
    assertThat(rig.gone).extracting(Endpoint::name).containsExactly("s2");
    assertThat(rig.routable()).containsExactly(0, 2);
  }

  @Test
  void pod_onALostNode_isOut_andItsEndIsNotAwaited() {
    rig.tell();
    cluster.lostNodes.add("node-1");
    rig.tell();
    assertThat(rig.routable()).containsExactly(0, 2);
    assertThat(rig.gone).isEmpty();

    cluster.lostNodes.clear();
    rig.tell();
    assertThat(rig.routable()).containsExactly(0, 1, 2);
  }

  @Test
  void pod_ofAnotherOwner_isNobody() {
    rig.tell();
    rig.put(edited(pod(5, 9), pod -> pod.getMetadata().setOwnerReferences(List.of())));
    assertThat(rig.web().view().members()).hasSize(3);
  }

  @Test
  void replica_thatAnswersNothing_isOut_untilItsKubeletHadTimeToDisagree() {
    rig.tell();
    fail(1, RouteFailure.RESPONSE_TIMEOUT);
    assertThat(rig.routable()).containsExactly(0, 2);
    assertThat(rig.story).endsWith("ejected s2 RESPONSE_TIMEOUT");

    rig.lane.pass(PAUSE.minusNanos(1));
    assertThat(rig.routable()).containsExactly(0, 2);
    rig.lane.pass(Duration.ofNanos(1));
    assertThat(rig.routable()).containsExactly(0, 1, 2);
    assertThat(rig.story).endsWith("recovered s2");
  }

  @Test
  void replica_thatAnswersNothingAgain_isOutTwiceAsLong() {
    rig.tell();
    fail(1, RouteFailure.RESPONSE_TIMEOUT);
    rig.lane.pass(PAUSE);
    fail(1, RouteFailure.RESPONSE_TIMEOUT);
    rig.lane.pass(PAUSE.multipliedBy(2).minusNanos(1));
    assertThat(rig.routable()).containsExactly(0, 2);
    rig.lane.pass(Duration.ofNanos(1));
    assertThat(rig.routable()).containsExactly(0, 1, 2);
  }

  @Test
  void replica_thatIsReadyAnew_isBackAtOnce() {
    rig.tell();
    fail(1, RouteFailure.REFUSED);
    rig.put(ready(pod(1, 2), false));
    assertThat(rig.routable()).containsExactly(0, 2);
    rig.put(pod(1, 2));
    assertThat(rig.routable()).containsExactly(0, 1, 2);
  }

  @Test
  void replicas_thatAllAnswerNothing_areRoutedTo() {
    rig.tell();
    fail(0, RouteFailure.RESPONSE_TIMEOUT);
    fail(1, RouteFailure.RESPONSE_TIMEOUT);
    assertThat(rig.web().table().panic()).isTrue();
    assertThat(rig.routable()).containsExactly(0, 1, 2);
  }

  @Test
  void brokenConnections_farApart_ejectNobody() {
    rig.tell();
    for (int i = 0; i < 5; i++) {
      fail(1, RouteFailure.RESET);
      assertThat(member(2).state()).isEqualTo(MemberState.SUSPECT);
      rig.lane.pass(PAUSE);
      assertThat(member(2).state()).isEqualTo(MemberState.READY);
    }
    fail(1, RouteFailure.RESET);
    fail(1, RouteFailure.RESET);
    assertThat(rig.routable()).containsExactly(0, 2);
  }
}

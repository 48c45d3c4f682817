package dev.ringmaster.controller.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.status.Condition;
import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.api.status.MemberStatus;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.loop.PoolMemory;
import dev.ringmaster.pool.loop.RolloutReport;
import dev.ringmaster.pool.plan.RolloutView;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.measure.RingBalance;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.testing.kubernetes.Balancers;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StatusComposerTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.7Z");
  private static final LoadBalancerModel MODEL =
      Balancers.model(
          Balancers.web(
              "replicas: 3, template: {image: a}, routing: {keys: [{header: X-User-Id}]}"));

  private static final LoadBalancerStatus NOTHING =
      new LoadBalancerStatus(
          null, null, null, null, null, null, null, null, null, null, null, List.of(), List.of(),
          null);

  private static Replica running(int ordinal) {
    String revision = MODEL.template().revisions().apply(ordinal);
    return Replica.starting(ordinal, ordinal + 1, "s" + (ordinal + 1), revision)
        .identified("web-%d-x".formatted(ordinal))
        .at("10.0.0." + ordinal, 5000);
  }

  private static List<Replica> running() {
    return IntStream.range(0, 3).mapToObj(StatusComposerTest::running).toList();
  }

  private static Picture picture(LoadBalancerModel model, List<Replica> replicas, Long... ready) {
    Ring ring = model.routing().ring(model.scale().ordinals());
    return new Picture(
        model,
        replicas,
        Set.of(ready),
        20_004,
        new RingPicture(ring, RingBalance.of(ring)),
        RolloutReport.NONE,
        new PoolMemory(3, PoolMemory.Names.NONE),
        List.of());
  }

  private static Picture well() {
    return picture(MODEL, running(), 1L, 2L, 3L);
  }

  private static LoadBalancerStatus status(Picture picture) {
    return status(picture, null, NOTHING, NOON);
  }

  private static LoadBalancerStatus status(
      Picture picture, @Nullable Finding refused, LoadBalancerStatus before, Instant now) {
    return StatusComposer.running(picture, 5, refused, before, now);
  }

  private static Condition condition(LoadBalancerStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> condition.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  /** As status, reason and message. */
  private static String sentence(LoadBalancerStatus status, String type) {
    Condition condition = condition(status, type);
    return "%s %s: %s".formatted(condition.status(), condition.reason(), condition.message());
  }

  @Test
  void status_ofOneThatIsWell_saysAllThereIs() {
    LoadBalancerStatus status = status(well());
    assertThat(status.observedGeneration()).isEqualTo(5);
    assertThat(List.of(status.replicas(), status.readyReplicas(), status.updatedReplicas()))
        .containsOnly(3);
    assertThat(status.selector()).isEqualTo("ringmaster.dev/loadbalancer=web");
    assertThat(status.url()).isEqualTo("http://web.shop.svc");
    assertThat(status.routerPort()).isEqualTo(20_004);
    assertThat(status.keys()).isEqualTo("header X-User-Id");
    assertThat(status.members())
        .extracting(MemberStatus::name, MemberStatus::address, MemberStatus::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("s1", "10.0.0.0:5000", "Ready"),
            org.assertj.core.groups.Tuple.tuple("s2", "10.0.0.1:5000", "Ready"),
            org.assertj.core.groups.Tuple.tuple("s3", "10.0.0.2:5000", "Ready"));
    assertThat(sentence(status, "Accepted")).isEqualTo("True Valid: the resource is valid");
    assertThat(sentence(status, "Ready"))
        .isEqualTo("True AllReplicasReady: 3 of 3 replicas are ready");
    assertThat(sentence(status, "Progressing"))
        .isEqualTo("False Complete: everything is as the resource says");
    assertThat(sentence(status, "Degraded")).isEqualTo("False AsExpected: nothing is wrong");
    assertThat(status.conditions())
        .allMatch(one -> Long.valueOf(5).equals(one.observedGeneration()));
  }

  @Test
  void samePicture_givesTheSameStatus_howeverLateItIs_andInWhateverOrder() {
    LoadBalancerStatus first = status(well());
    assertThat(status(well(), null, first, NOON.plusSeconds(3_600))).isEqualTo(first);
    Picture reversed = picture(MODEL, running().reversed(), 3L, 1L, 2L);
    assertThat(status(reversed, null, first, NOON.plusSeconds(3_600))).isEqualTo(first);
  }

  @Test
  void transitionTime_isThatOfTheLastChange_ofThisConditionAlone() {
    LoadBalancerStatus first = status(well());
    assertThat(condition(first, "Ready").lastTransitionTime()).isEqualTo("2026-01-01T12:00:00Z");
    LoadBalancerStatus second =
        status(picture(MODEL, running(), 1L, 2L), null, first, NOON.plusSeconds(60));
    assertThat(condition(second, "Ready").lastTransitionTime()).isEqualTo("2026-01-01T12:01:00Z");
    assertThat(condition(second, "Accepted").lastTransitionTime())
        .isEqualTo("2026-01-01T12:00:00Z");
    LoadBalancerStatus third =
        status(picture(MODEL, running(), 1L), null, second, NOON.plusSeconds(120));
    assertThat(sentence(third, "Ready"))
        .isEqualTo("False ReplicasNotReady: 1 of 3 replicas are ready");
    assertThat(condition(third, "Ready").lastTransitionTime()).isEqualTo("2026-01-01T12:01:00Z");
  }

  @Test
  void progressing_namesWhatIsUnderWay() {
    assertThat(sentence(status(picture(MODEL, running(), 1L)), "Progressing"))
        .isEqualTo("True Starting: ordinals that are not ready: 1, 2");
  }

  @Test
  void progressing_ofARollout_saysHowFarItIs_andWhyItWaits() {
    assertThat(progressing("template: {image: b}", false, pending(0, 1), NOBODY))
        .isEqualTo("True RollingOut: 1 of 3 ordinals are of the new template");
    assertThat(progressing("template: {image: b}", true, pending(0, 1), NOBODY))
        .isEqualTo(
            "False ProgressDeadlineExceeded: nothing was updated for 10m: ordinals that are not"
                + " ready, or not of the new template: 0, 1");
    assertThat(progressing("template: {image: b}, rollout: {paused: true}", false, NOBODY, all()))
        .isEqualTo(
            "False Paused: the rollout is paused: ordinals that keep an older template: 0, 1, 2");
    assertThat(progressing("template: {image: b}, rollout: {partition: 3}", false, NOBODY, all()))
        .isEqualTo("False PartitionReached: ordinals that keep an older template: 0, 1, 2");
  }

  private static final SortedSet<Integer> NOBODY = new TreeSet<>();

  private static SortedSet<Integer> pending(int... ordinals) {
    return new TreeSet<>(IntStream.of(ordinals).boxed().toList());
  }

  private static SortedSet<Integer> all() {
    return pending(0, 1, 2);
  }

  /** Of three replicas of an older template that are ready. */
  private static String progressing(
      String spec, boolean stuck, SortedSet<Integer> pending, SortedSet<Integer> held) {
    LoadBalancerModel model = Balancers.model(Balancers.web("replicas: 3, " + spec));
    SortedSet<Integer> updated = all();
    updated.removeAll(pending);
    updated.removeAll(held);
    Picture well = picture(model, running(), 1L, 2L, 3L);
    Picture rolling =
        new Picture(
            model,
            well.replicas(),
            well.ready(),
            well.routerPort(),
            well.ring(),
            new RolloutReport(
                new RolloutView(updated, pending, held, pending.isEmpty() && held.isEmpty()),
                stuck),
            well.memory(),
            List.of());
    return sentence(status(rolling), "Progressing");
  }

  @Test
  void replica_thatLeaves_isProgress_andCountsForNothingElse() {
    List<Replica> leaving = List.of(running(0), running(1), running(2).in(Replica.Phase.STOPPING));
    LoadBalancerModel fewer = Balancers.model(Balancers.web("replicas: 2, template: {image: a}"));
    LoadBalancerStatus status = status(picture(fewer, leaving, 1L, 2L, 3L));
    assertThat(sentence(status, "Progressing")).isEqualTo("True Draining: replicas are leaving");
    assertThat(sentence(status, "Ready")).startsWith("True ");
    assertThat(status.members().getLast().state()).isEqualTo("Draining");
    assertThat(status.members().getLast().share()).isNull();
    assertThat(status.replicas()).as("who leaves is no replica for an autoscaler").isEqualTo(2);
  }

  @Test
  void progressing_ofAThousand_isStillASentence() {
    LoadBalancerModel many = Balancers.model(Balancers.web("replicas: 1000, template: {image: a}"));
    assertThat(sentence(status(picture(many, List.of())), "Progressing"))
        .isEqualTo(
            "True Starting: ordinals that are not ready: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 990 more");
  }

  @Test
  void degraded_tellsTheFirstThatIsWrong_andHowManyMore() {
    Replica pulling = running(1).failing(List.of("ImagePullBackOff", "Back-off 20s"));
    Replica looping =
        running(2).failing(List.of("CrashLoopBackOff", "exit code 3", "no configuration"));
    assertThat(sentence(status(picture(MODEL, List.of(running(0), pulling), 1L)), "Degraded"))
        .isEqualTo(
            "True ImagePullFailed: Pod web-1-x (ordinal 1): its image can't be pulled, the Pod's"
                + " events say why; it is tried again");
    assertThat(sentence(status(picture(MODEL, List.of(looping))), "Degraded"))
        .isEqualTo(
            "True CrashLoop: Pod web-2-x (ordinal 2) ends again and again: exit code 3, no"
                + " configuration");
    Picture more =
        picture(MODEL, List.of(pulling, looping))
            .finding(List.of(new Finding("NameTaken", "Gone")));
    assertThat(sentence(status(more), "Degraded")).isEqualTo("True NameTaken: Gone (and 2 more)");
  }

  @Test
  void finding_ofOneThatEnded_saysWhetherItEverWas() {
    Replica refused = running(1).ended(List.of("can't be created", "exceeded quota: few"));
    assertThat(Finding.ofEnded(refused))
        .isEqualTo(
            new Finding(
                "CreateFailed",
                "Ordinal 1: its Pod can't be created: exceeded quota: few; it is tried again"));
    assertThat(Finding.ofEnded(running(1).ended(List.of("evicted", "low on memory"))))
        .isEqualTo(
            new Finding(
                "ReplicaEnded", "Ordinal 1 has ended: evicted, low on memory; another is started"));
  }

  @Test
  void refusal_ofOneThatRuns_leavesTheRestAsItIs() {
    LoadBalancerStatus before = status(well());
    Finding refused = new Finding("Invalid", "spec.replicas: got 1001, expected 0 to 1000");
    LoadBalancerStatus now = status(well(), refused, before, NOON.plusSeconds(60));
    assertThat(sentence(now, "Accepted"))
        .isEqualTo("False Invalid: spec.replicas: got 1001, expected 0 to 1000");
    assertThat(sentence(now, "Degraded")).startsWith("True Invalid: spec.replicas");
    assertThat(sentence(now, "Ready")).isEqualTo(sentence(before, "Ready"));
    assertThat(now.members()).isEqualTo(before.members());
    assertThat(status(well(), null, now, NOON.plusSeconds(120)).conditions())
        .extracting(Condition::status)
        .containsExactly("True", "True", "False", "False");
  }

  @Test
  void refusal_ofOneThatNeverWas_saysOnlyThat() {
    Finding refused = new Finding("Invalid", "wrong");
    LoadBalancerStatus status = StatusComposer.refused(refused, 5, NOTHING, NOON);
    assertThat(status.conditions())
        .extracting(Condition::type)
        .containsExactly("Accepted", "Degraded");
    assertThat(status.replicas()).isNull();
    assertThat(StatusComposer.refused(refused, 5, status, NOON.plusSeconds(9))).isEqualTo(status);
  }

  @Test
  void url_namesThePort_unlessItIsTheUsual() {
    LoadBalancerModel other =
        Balancers.model(Balancers.web("template: {image: a}, service: {port: 8080}"));
    assertThat(status(picture(other, List.of())).url()).isEqualTo("http://web.shop.svc:8080");
  }

  @Test
  void memory_isReadAsItWasWritten() {
    TreeMap<Integer, String> asked = new TreeMap<>();
    asked.put(4, "blue");
    PoolMemory memory =
        new PoolMemory(
            9,
            new PoolMemory.Names(
                7,
                new TreeSet<>(Set.of("s3")),
                List.of("red"),
                new TreeSet<>(Set.of(0, 1)),
                asked));
    assertThat(Memories.of(StatusComposer.remembering(NOTHING, memory))).isEqualTo(memory);
    assertThat(Memories.of(NOTHING)).isEqualTo(PoolMemory.NONE);
    assertThat(Memories.of(null)).isEqualTo(PoolMemory.NONE);
  }
}

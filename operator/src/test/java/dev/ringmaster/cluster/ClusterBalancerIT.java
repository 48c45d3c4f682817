package dev.ringmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.kubernetes.PodLabels;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.scale.Scaling.Outcome;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people ask of a balancer, and what is then in the resource. */
@RequiresApiServer
final class ClusterBalancerIT {
  private final ControlPlane plane;
  private final LiveFleet live;

  ClusterBalancerIT(ControlPlane plane) {
    this.plane = plane;
    live = new LiveFleet(plane);
  }

  @BeforeEach
  void start() throws Exception {
    live.start();
  }

  @AfterEach
  void close() {
    live.close();
  }

  private static Outcome answer(Consumer<Consumer<Outcome>> call) throws Exception {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    call.accept(answer::complete);
    return answer.get(30, TimeUnit.SECONDS);
  }

  @Test
  void add_withAName_isWrittenIntoTheResource_andAnsweredWhenTheNewcomerIsRoutable()
      throws Exception {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    live.web().add(1, List.of("blue"), answer::complete);

    LiveFleet.soon().until(() -> Objects.equals(live.latest().getSpec().replicas(), 3));
    assertThat(live.latest().getSpec().hostnames()).isEqualTo(Map.of("2", "blue"));
    assertThat(live.latest().getSpec().reserveOrdinals()).isNullOrEmpty();
    assertThat(answer).isNotDone();
    live.pool.create(new ReplicaSpec(2, 3, "blue", live.model().template()));

    assertThat(answer.get(30, TimeUnit.SECONDS))
        .isEqualTo(new Outcome.Done(List.of("s1", "s2", "blue")));
  }

  @Test
  void add_ofANameThatIsBorne_orAwaited_isRefused() throws Exception {
    assertThat(answer(done -> live.web().add(1, List.of("s2"), done)))
        .isEqualTo(new Outcome.Refused("Hostname 's2' is already in use"));

    live.web().add(1, List.of("blue"), late -> {});
    LiveFleet.soon().until(() -> Objects.equals(live.latest().getSpec().replicas(), 3));
    assertThat(answer(done -> live.web().add(1, List.of("blue"), done)))
        .isEqualTo(new Outcome.Refused("Hostname 'blue' is already in use"));
  }

  @Test
  void add_ofANameThatWasAnotherOrdinalsOnce_isGrantedToTheNewcomerAlone() throws Exception {
    live.client
        .resource(live.resource)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\": {\"hostnames\": {\"7\": \"blue\"}}}");

    live.web().add(1, List.of("blue"), late -> {});
    LiveFleet.soon().until(() -> Objects.equals(live.latest().getSpec().replicas(), 3));
    assertThat(live.latest().getSpec().hostnames()).isEqualTo(Map.of("2", "blue"));
  }

  @Test
  void remove_byName_reservesItsOrdinal_andIsOutOfTheRingWhenItIsAnswered() throws Exception {
    assertThat(answer(done -> live.web().remove(1, List.of("s1"), done)))
        .isEqualTo(new Outcome.Done(List.of("s2")));
    assertThat(live.latest().getSpec().replicas()).isEqualTo(1);
    assertThat(live.latest().getSpec().reserveOrdinals()).containsExactly(0);
    assertThat(live.web().table().ring().ordinals()).containsExactly(1);
  }

  @Test
  void scale_toWhatIs_writesNothing() throws Exception {
    String before = live.latest().getMetadata().getResourceVersion();
    assertThat(answer(done -> live.web().scale(2, done)))
        .isEqualTo(new Outcome.Done(List.of("s1", "s2")));
    assertThat(live.latest().getMetadata().getResourceVersion()).isEqualTo(before);
  }

  @Test
  void scale_thatTheServerRefuses_hasFailedWithItsWords() throws Exception {
    LiveFleet.Serving serving = new LiveFleet.Serving();
    ClusterFleet weak =
        new ClusterFleet(
            live.watch,
            live.reader,
            new ScaleWriter(plane.as("nobody-at-all")),
            serving,
            defect -> {});
    weak.refresh();
    LiveFleet.soon().until(() -> !serving.balancers.isEmpty());

    Outcome outcome = answer(done -> serving.balancers.getFirst().scale(5, done));

    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    assertThat(((Outcome.Failed) outcome).reason()).contains("nobody-at-all", "forbidden");
    weak.close();
  }

  @Test
  void changes_thatMeet_areAllMade() throws Exception {
    List<CompletableFuture<Outcome>> answers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Outcome> answer = new CompletableFuture<>();
      answers.add(answer);
      live.web().add(1, List.of(), answer::complete);
    }
    LiveFleet.soon().until(() -> Objects.equals(live.latest().getSpec().replicas(), 5));
    for (int ordinal = 2; ordinal < 5; ordinal++) {
      live.create(ordinal, ordinal + 1);
    }
    for (CompletableFuture<Outcome> answer : answers) {
      assertThat(answer.get(60, TimeUnit.SECONDS)).isInstanceOf(Outcome.Done.class);
    }
  }

  @Test
  void drain_marksTheHoldersPod_unlessItIsTheOnlyOne() throws Exception {
    assertThat(answer(done -> live.web().drain(1, done)))
        .isEqualTo(new Outcome.Done(List.of("s1")));
    assertThat(live.pod("s2").getMetadata().getAnnotations()).containsKey(PodLabels.DRAINING);
    assertThat(live.pod("s2").getMetadata().getDeletionTimestamp())
        .as("who leads deletes it, when nothing is in flight there")
        .isNull();
    assertThat(live.serving.gone).isEmpty();

    assertThat(answer(done -> live.web().drain(0, done)))
        .isEqualTo(new Outcome.Refused("No other replica takes requests now: scale up first"));
    assertThat(answer(done -> live.web().drain(7, done)))
        .isEqualTo(new Outcome.Refused("Ordinal 7 has no replica to drain"));
  }
}

package dev.ringmaster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.cluster.last.LastState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of a cluster is all that routers go by. */
final class FleetLastStateTest {
  @Test
  void tables_ofWhatIsKept_areThoseOfAllThatThereWas() {
    try (FleetRig whole = FleetRig.ofThree();
        FleetRig kept = new FleetRig()) {
      whole.cluster.put(FakeCluster.ready(FakeCluster.pod(1, 2), false));
      whole.cluster.put(FakeCluster.deleted(FakeCluster.pod(0, 7)));
      whole.cluster.lostNodes.add("node-2");
      whole.cluster.put(FakeCluster.pod(2, 9));
      whole.tell();

      LastState state =
          LastState.of(
              whole.cluster.balancers(),
              whole.cluster.pods("shop", "web"),
              whole.cluster.lostNodes);
      state.balancers().forEach(kept.cluster::put);
      state.pods().forEach(kept.cluster::put);
      kept.cluster.lostNodes.addAll(state.lost());
      kept.tell();

      assertThat(kept.routable()).isEqualTo(whole.routable()).isEqualTo(List.of(0));
      assertThat(kept.web().view().members().toString())
          .isEqualTo(whole.web().view().members().toString());
      assertThat(kept.web().model()).isEqualTo(whole.web().model());
      assertThat(kept.web().routerPort()).isEqualTo(whole.web().routerPort());
    }
  }
}

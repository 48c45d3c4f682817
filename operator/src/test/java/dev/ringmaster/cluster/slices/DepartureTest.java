package dev.ringmaster.cluster.slices;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DepartureTest {
  private final Departure departure = new Departure("home", "router-1");

  private static EndpointSlice slice(String namespace, String pod, @Nullable Boolean ready) {
    return new EndpointSliceBuilder()
        .addNewEndpoint()
        .withNewConditions()
        .withReady(ready)
        .endConditions()
        .withNewTargetRef()
        .withNamespace(namespace)
        .withName(pod)
        .endTargetRef()
        .endEndpoint()
        .build();
  }

  private static EndpointSlice own(@Nullable Boolean ready) {
    return slice("home", "router-1", ready);
  }

  @Test
  void router_thatNoSliceLists_hasLeft() {
    departure.look(List.of(slice("home", "router-2", true), slice("elsewhere", "router-1", true)));
    assertThat(departure.left()).isCompletedWithValue(false);
  }

  @Test
  void router_leavesWithTheLastSlice_thatListsItAsReady() {
    departure.look(List.of(own(true), own(false)));
    assertThat(departure.left()).isNotDone();
    departure.look(List.of(own(null), own(false)));
    assertThat(departure.left()).isNotDone();
    departure.look(List.of(own(false), own(false)));
    assertThat(departure.left()).isCompletedWithValue(true);
  }

  @Test
  void router_thatIsTakenOutOfTheSlice_hasLeft() {
    departure.look(List.of(own(true)));
    departure.look(List.of(slice("home", "router-2", true)));
    assertThat(departure.left()).isCompletedWithValue(true);
  }
}

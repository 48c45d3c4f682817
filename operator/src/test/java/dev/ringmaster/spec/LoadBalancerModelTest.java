package dev.ringmaster.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadBalancerModelTest {
  @Test
  void model_isImmutable() {
    LoadBalancerModel model = Manifests.model("reserveOrdinals: [1], routing: {weights: {'0': 2}}");

    assertThatThrownBy(() -> model.reserveOrdinals().add(2))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> model.hostnames().put(1, "a"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> model.routing().weights().put(1, 1))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "ringmaster/replica, true",
    "ringmaster/replica:0.1, true",
    "docker.io/ringmaster/replica, true",
    "localhost:5000/a/ringmaster/replica:0.1@sha256:00, true",
    "ringmaster/replica@sha256:00, true",
    "myringmaster/replica, false",
    "ringmaster/replicas, false",
    "ringmaster/replica/x, false",
    "replica, false",
    "x@ringmaster/replica, false",
    "'', false",
  })
  void isSampleImage_judgesTheRepositoryPath(String image, boolean sample) {
    assertThat(LoadBalancerModel.isSampleImage(image)).isEqualTo(sample);
  }
}

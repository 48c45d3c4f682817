package dev.ringmaster.controller.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.testing.kubernetes.Balancers;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PrunedTest {
  private static final KubernetesSerialization JSON = Balancers.SERIALIZATION;
  private static final String WHOLE =
      """
      routerPort: 20000
      operator: a/b
      ring: {algorithm: Ring, checksum: ff, peakToMean: "1"}
      members: [{ordinal: 0, name: s1, pod: web-0}, {ordinal: 1, name: s2}]
      """;

  private static LoadBalancerStatus status(String yaml) {
    return JSON.unmarshal(yaml, LoadBalancerStatus.class);
  }

  private static List<String> fields(String kept) {
    return Pruned.fields(JSON, status(WHOLE), status(kept));
  }

  @Test
  void status_thatIsKept_lacksNothing() {
    assertThat(fields(WHOLE)).isEmpty();
  }

  @Test
  void status_thatSaysSomethingElse_lacksNothing() {
    assertThat(fields(WHOLE.replace("20000", "20001").replace("s1", "s9"))).isEmpty();
  }

  @Test
  void fields_thatAreNotKept_areNamedByTheirPaths() {
    assertThat(
            fields(
                WHOLE
                    .replace("operator: a/b", "")
                    .replace("checksum: ff, ", "")
                    .replace(", name: s1", "")
                    .replace(", name: s2", "")))
        .containsExactly("status.members[].name", "status.operator", "status.ring.checksum");
  }
}

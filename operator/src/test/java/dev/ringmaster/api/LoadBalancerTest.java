package dev.ringmaster.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.routing.Routing;
import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.api.status.NamesStatus;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadBalancerTest {
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @Test
  void everyField_outlivesTheClasses() {
    Object typed = FullManifest.tree();

    LoadBalancer read = serialization.unmarshal(serialization.asJson(typed), LoadBalancer.class);

    Map<?, ?> written = serialization.unmarshal(serialization.asJson(read), Map.class);
    assertThat(written).isEqualTo(typed);
    assertThat(serialization.clone(read).getSpec()).isEqualTo(read.getSpec());
  }

  @Test
  void unknownFields_ofANewerVersion_arePassedOver() {
    LoadBalancer read =
        read(
            """
            spec:
              newer: 1
              template: {image: a, newer: 1}
              routing: {algorithm: Newer, newer: {}, keys: [{newer: {}}]}
            status: {newer: 1, replicas: 2, ring: {newer: 1}, members: [{newer: 1}]}
            """);

    assertThat(read.getSpec().routing()).extracting(Routing::algorithm).isEqualTo("Newer");
    assertThat(read.getStatus().replicas()).isEqualTo(2);
    assertThat(read.getStatus().members()).hasSize(1);
  }

  @Test
  void status_absentAndEmpty_isTheSame() {
    LoadBalancerStatus absent = read("status: {names: {}}").getStatus();
    LoadBalancerStatus empty =
        read("status: {members: [], conditions: [],"
                + " names: {skipped: [], spent: [], named: [], asked: {}}}")
            .getStatus();

    assertThat(absent).isEqualTo(empty);
    assertThat(absent.members()).isEmpty();
    assertThat(absent.names())
        .isEqualTo(new NamesStatus(null, List.of(), List.of(), List.of(), Map.of()));
    assertThat(read("spec: {}").getStatus()).isNull();
  }

  @Test
  void nothing_isWrittenForWhatIsAbsent() {
    assertThat(serialization.asJson(read("spec: {template: {image: a}, routing: {}}")))
        .endsWith("\"spec\":{\"template\":{\"image\":\"a\"},\"routing\":{}}}");
  }

  private LoadBalancer read(String body) {
    return serialization.unmarshal(
        serialization.asJson(Admission.treeOf("metadata: {name: web}\n" + body)),
        LoadBalancer.class);
  }
}

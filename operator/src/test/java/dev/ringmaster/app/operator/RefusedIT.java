package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.status.Condition;
import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Resources that the API server admits and that the operator can't accept. */
@RequiresApiServer
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusedIT {
  private static final String KEYS = "keys: [{header: X-User-Id}]";

  private final ControlPlane plane;

  @SuppressWarnings("NullAway.Init")
  private OperatorRig rig;

  @SuppressWarnings("NullAway.Init")
  private OperatorProcess operator;

  RefusedIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start() throws IOException {
    rig = new OperatorRig(plane);
    operator = rig.operator();
  }

  @AfterAll
  void end() {
    rig.close();
  }

  private void apply(String name, String routing, String spec) {
    rig.apply(OperatorRig.manifest(name, "image: " + OperatorRig.IMAGE, routing, spec));
  }

  private Condition awaitRefused(String name) {
    return rig.awaitCondition(name, "Accepted", now -> now.status().equals("False"));
  }

  private void awaitAccepted(String name) {
    var unused = rig.awaitCondition(name, "Accepted", now -> now.status().equals("True"));
  }

  @Test
  void resource_thatBecomesInvalidAndValidAgain_keepsItsPodsAndItsRouting() {
    apply("flips", KEYS, "replicas: 2");
    rig.awaitReady("flips", 2);
    rig.awaitSettled("flips");
    Map<String, String> pods = rig.uids("flips");
    Map<String, String> owners = RouterLoad.ownersOf(rig.own(operator, "flips"), 100, 2);

    apply("flips", KEYS + ", classic: true", "replicas: 3");
    Condition refused = awaitRefused("flips");
    assertThat(refused.reason()).isEqualTo("Invalid");
    assertThat(refused.message())
        .isEqualTo(
            "spec.routing.classic: got true, expected false: the operator was not started with"
                + " --allow-classic");
    Condition degraded =
        rig.awaitCondition("flips", "Degraded", now -> now.status().equals("True"));
    assertThat(degraded.message()).isEqualTo(refused.message());
    rig.awaitCondition("flips", "Ready", now -> now.message().equals("2 of 2 replicas are ready"));
    assertThat(rig.uids("flips")).isEqualTo(pods);
    RouterLoad.awaitOwners(rig.own(operator, "flips"), owners);

    apply("flips", KEYS, "replicas: 2");
    awaitAccepted("flips");
    rig.awaitSettled("flips");
    assertThat(rig.uids("flips")).isEqualTo(pods);
    assertThat(rig.events("flips"))
        .as("it is told once")
        .filteredOn(event -> event.startsWith("Invalid: "))
        .hasSize(1);
  }

  @Test
  void resource_thatWasNeverValid_hasNoPods_untilItIs() {
    apply("late", "keys: [{path: {regex: '('}}]", "replicas: 1");
    Condition refused = awaitRefused("late");
    assertThat(refused.reason()).isEqualTo("Invalid");
    assertThat(refused.message()).startsWith("spec.routing.keys[0].path.regex: got \"(\"");
    assertThat(rig.pods("late")).isEmpty();

    apply("late", KEYS, "replicas: 1");
    rig.awaitReady("late", 1);
    rig.awaitSettled("late");
    awaitAccepted("late");
  }

  @Test
  void host_thatTwoClaim_isTheOldersUntilItGoes() throws Exception {
    String claims = KEYS + ", hosts: [shop.example.com]";
    apply("older", claims, "hostnames: {'0': elder}");
    rig.awaitReady("older", 1);
    apply("younger", claims, "hostnames: {'0': junior}");
    Condition refused = awaitRefused("younger");
    assertThat(refused.reason()).isEqualTo("HostTaken");
    assertThat(refused.message())
        .isEqualTo(
            "spec.routing.hosts: got shop.example.com, which %s/older answers to, expected hosts of its own"
                .formatted(rig.namespace()));
    awaitAccepted("older");
    rig.awaitReady("younger", 1);
    assertThat(served("shop.example.com")).contains("elder");
    assertThat(served("younger." + rig.namespace()))
        .as("its own names are left to it")
        .contains("junior");

    rig.kubectl("delete", "rlb", "older");
    awaitAccepted("younger");
    OperatorRig.soon()
        .untilAsserted(() -> assertThat(served("shop.example.com")).contains("junior"));
  }

  /** What a host answers on the shared port: the name of the replica is in it. */
  private String served(String host) throws IOException {
    try (HttpWire wire = HttpWire.open(operator.shared())) {
      HttpWire.Response answer = wire.get("/home", "Host", host, "X-User-Id", "ada");
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      return answer.text();
    }
  }
}

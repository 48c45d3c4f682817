package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.api.CrdFile;
import dev.ringmaster.api.status.Condition;
import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A definition of the resource that is older than the operator. */
@RequiresApiServer
@Timeout(180)
final class OldDefinitionIT {
  private static final String WEB = "web";
  private static final String MESSAGE =
      "the definition of LoadBalancer (crds/) is older than this operator and does not keep"
          + " status.operator: apply the one of this version";

  private final ControlPlane plane;

  OldDefinitionIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void definition_thatDropsAField_isNamedInTheConditionAndInALine_andAllGoesOn()
      throws IOException {
    try (OperatorRig rig = new OperatorRig(plane)) {
      age();
      OperatorProcess operator = rig.operator();
      rig.apply(OperatorRig.manifest(WEB, "replicas: 2"));
      rig.awaitReady(WEB, 2);
      Condition degraded =
          rig.awaitCondition(
              WEB, "Degraded", condition -> condition.reason().equals("DefinitionOutdated"));
      assertThat(degraded.status()).isEqualTo("True");
      assertThat(degraded.message()).isEqualTo(MESSAGE);
      assertThat(operator.process().output()).filteredOn(line -> line.endsWith(MESSAGE)).hasSize(1);
      RouterLoad.ownersOf(rig.own(operator, WEB), RouterLoad.KEYS, 2);
      assertIdle(rig);
    } finally {
      CrdFile.install(plane.admin());
    }
  }

  private void age() {
    plane
        .admin()
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("loadbalancers.ringmaster.dev")
        .edit(crd -> {
          Objects.requireNonNull(
                  crd.getSpec()
                      .getVersions()
                      .getFirst()
                      .getSchema()
                      .getOpenAPIV3Schema()
                      .getProperties()
                      .get("status"))
              .getProperties()
              .remove("operator");
          return crd;
        });
  }

  /** What is not kept is not written again and again. */
  private void assertIdle(OperatorRig rig) {
    rig.awaitCondition(WEB, "Progressing", condition -> condition.status().equals("False"));
    long[] mark = {plane.audit().mark()};
    await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ofSeconds(4))
        .until(() -> {
          boolean idle =
              plane.audit().writes(rig.user(), mark[0]).stream()
                  .noneMatch(write -> write.resource().startsWith("loadbalancers"));
          mark[0] = plane.audit().mark();
          return idle;
        });
  }
}

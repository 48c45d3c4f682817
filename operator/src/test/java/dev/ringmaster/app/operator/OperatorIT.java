package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From a resource to an answered request, as a user of kubectl meets it. */
@RequiresApiServer
@Timeout(180)
final class OperatorIT {
  private final ControlPlane plane;

  @SuppressWarnings("NullAway.Init")
  private OperatorRig rig;

  @SuppressWarnings("NullAway.Init")
  private OperatorRig.OperatorProcess operator;

  OperatorIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void start() throws IOException {
    rig = new OperatorRig(plane);
    operator = rig.operator();
  }

  @AfterEach
  void end() {
    rig.close();
  }

  @Test
  void resource_thatIsApplied_isRoutedTo_scaled_andLeavesNothing() {
    rig.apply(OperatorRig.manifest("web", "replicas: 3"));
    rig.awaitReady("web", 3);
    Map<String, String> owners = RouterLoad.ownersOf(rig.own(operator, "web"), 500, 3);
    RouterLoad.awaitOwners(operator.shared(), owners);

    rig.kubectl("scale", "rlb/web", "--replicas=4");
    rig.awaitReady("web", 4);
    Map<String, String> four = RouterLoad.ownersOf(rig.own(operator, "web"), 500, 4);
    four.forEach((key, owner) -> assertThat(owner).as(key).isIn(owners.get(key), "3"));

    rig.kubectl("delete", "rlb", "web");
    OperatorRig.soon()
        .untilAsserted(() ->
            assertThat(rig.kubectl("get", "pods,svc,pdb,endpointslices", "-o", "name")).isBlank());
  }
}

package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.UpProcess;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import dev.ringmaster.testing.kubernetes.ServerProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A router that starts while the API server is away. */
@RequiresApiServer
@Timeout(180)
final class LastStateIT {
  private static final String WEB = "web";

  /** Far less than the two minutes for which one that knows no state waits. */
  private static final Duration SECONDS = Duration.ofSeconds(40);

  private final ControlPlane plane;

  LastStateIT(ControlPlane plane) {
    this.plane = plane;
  }

  private static Response readyz(OperatorProcess router) {
    try (HttpWire wire = HttpWire.open(router.probes())) {
      return wire.send(Request.get("/readyz", "Host", "probes"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void router_thatRestartsWithoutApiServer_servesTheLastStateKnown_andThenWhatIs()
      throws Exception {
    try (OperatorRig rig = new OperatorRig(plane);
        ServerProxy proxy = new ServerProxy(plane.admin().getMasterUrl().toString())) {
      rig.reachBy(proxy.url());
      OperatorProcess first = rig.operator();
      rig.apply(OperatorRig.manifest(WEB, "replicas: 3"));
      rig.awaitReady(WEB, 3);
      InetSocketAddress door = rig.own(first, WEB);
      Map<String, String> owners = RouterLoad.ownersOf(door, RouterLoad.KEYS, 3);
      rig.awaitSettled(WEB);
      awaitWritten(rig, first);
      assertThat(readyz(first).text()).isEqualTo("ok\n");

      proxy.cut();
      UpProcess.signal("KILL", first.process().handle());
      first.process().awaitExit();
      long started = System.nanoTime();
      OperatorProcess second = rig.restart(first);
      OperatorRig.soon().until(() -> readyz(second).status() == 200);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SECONDS);
      RouterLoad.awaitOwners(door, owners);
      assertThat(readyz(second).text())
          .matches("ready, from the last state known, of 20[0-9T:-]+Z\n");
      assertThat(second.process().output())
          .anyMatch(line ->
              line.contains(proxy.url())
                  && line.contains("does not answer: serves from the last state known, of 20")
                  && line.endsWith("(1 balancers, 3 Pods)"));

      rig.kubectl("scale", "rlb/web", "--replicas=4");
      try (RouterLoad load = RouterLoad.start(door, owners)) {
        proxy.mend();
        rig.awaitReady(WEB, 4);
        load.goOn();
        load.stopUnharmed();
      }
      OperatorRig.soon().until(() -> readyz(second).text().equals("ok\n"));
      OperatorRig.soon()
          .untilAsserted(
              () -> assertThat(RouterLoad.owners(door, RouterLoad.KEYS).values()).contains("3"));
    }
  }

  private static void awaitWritten(OperatorRig rig, OperatorProcess router) {
    OperatorRig.soon()
        .untilAsserted(() -> {
          String written = Files.readString(rig.lastState(router));
          // All three Pods are Ready in it.
          assertThat(written.split("\"status\":\"True\",\"type\":\"Ready\"", -1)).hasSize(4);
        });
    try {
      assertThat(Files.getPosixFilePermissions(rig.lastState(router)))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void file_thatIsNoLastState_isToldInOneLine_andNotServed() throws Exception {
    try (OperatorRig rig = new OperatorRig(plane);
        ServerProxy proxy = new ServerProxy(plane.admin().getMasterUrl().toString())) {
      OperatorProcess first = rig.operator();
      rig.apply(OperatorRig.manifest(WEB, "replicas: 1"));
      rig.awaitReady(WEB, 1);
      OperatorRig.soon().until(() -> Files.exists(rig.lastState(first)));
      UpProcess.signal("KILL", first.process().handle());
      first.process().awaitExit();

      // By another URL it is another cluster.
      rig.reachBy(proxy.url());
      proxy.cut();
      OperatorProcess foreign = rig.begin(first);
      String line = foreign.process().awaitLine(each -> each.endsWith(": ignored"));
      assertThat(line)
          .contains("--state: " + rig.lastState(first) + ": got one of https://")
          .contains(", expected the last state (version 1) of " + proxy.url());
      assertThat(readyz(foreign).status()).isEqualTo(503);
      proxy.mend();
      foreign.process().awaitLine(each -> each.contains(" is up: "));
      OperatorRig.soon().until(() -> readyz(foreign).status() == 200);
    }
  }
}

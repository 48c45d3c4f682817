package dev.ringmaster.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.app.operator.OperatorRig.OperatorProcess;
import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.LoadResult;
import dev.ringmaster.testing.UpProcess;
import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** An operator that is told to end, while its Pod stands in the slice or does not. */
@RequiresApiServer
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RouterEndIT {
  private static final String WEB = "web";

  /** Far less than the 27 s that one waits to be taken out of a slice. */
  private static final Duration AT_ONCE = Duration.ofSeconds(20);

  private final ControlPlane plane;

  @SuppressWarnings("NullAway.Init")
  private OperatorRig rig;

  @SuppressWarnings("NullAway.Init")
  private RouterPods pods;

  RouterEndIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeAll
  void start() throws IOException {
    rig = new OperatorRig(plane);
    pods = new RouterPods(rig);
    rig.apply(OperatorRig.manifest(WEB, "replicas: 3"));
  }

  @AfterAll
  void end() {
    rig.close();
  }

  private OperatorProcess listedRouter() {
    OperatorProcess router = rig.operator();
    pods.create(router);
    rig.awaitReady(WEB, 3);
    OperatorRig.soon().until(() -> pods.listedAsReady(router, WEB).equals(Optional.of(true)));
    return router;
  }

  private static int status(InetSocketAddress door, Request request) {
    try (HttpWire wire = HttpWire.open(door)) {
      return wire.send(request).status();
    } catch (IOException refused) {
      return 0;
    }
  }

  private static Request readyz() {
    return Request.get("/readyz", "Host", "probes");
  }

  private static Request home() {
    return Request.get("/home", "X-User-Id", "alice");
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  @Test
  void router_thatIsToldToEnd_servesOnUntilNobodyIsSentThere() {
    OperatorProcess router = listedRouter();
    InetSocketAddress door = rig.own(router, WEB);
    Map<String, String> owners = RouterLoad.ownersOf(door, RouterLoad.KEYS, 3);
    LoadResult result;
    long left;
    try (RouterLoad load = RouterLoad.start(door, owners)) {
      UpProcess.signal("TERM", router.process().handle());
      OperatorRig.soon().until(() -> status(router.probes(), readyz()) == 503);
      OperatorRig.soon().until(() -> rig.leader().isEmpty());
      load.goOn();
      assertThat(status(door, home())).as("to a client that comes now").isEqualTo(200);
      // So far nobody else can know: its kubelet asks from time to time.
      pods.ready(router, false);
      OperatorRig.soon().until(() -> pods.listedAsReady(router, WEB).equals(Optional.of(false)));
      left = System.nanoTime();
      assertThat(status(door, home())).as("nodes follow a little later").isEqualTo(200);
      load.goOnOfEach(2);
      result = load.stopUnharmed();
    }
    assertThat(result.reconnects()).as("told to go elsewhere").isPositive();
    assertThat(router.process().awaitExit()).isZero();
    assertThat(since(left)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(25));
    assertThat(router.process().output()).noneMatch(line -> line.contains("ends all the same"));
    pods.delete(router);
  }

  @Test
  void router_thatNoSliceLists_endsAtOnce() {
    OperatorProcess router = rig.operator();
    long told = System.nanoTime();
    UpProcess.signal("TERM", router.process().handle());
    assertThat(router.process().awaitExit()).isZero();
    assertThat(since(told)).isLessThan(AT_ONCE);
  }

  @Test
  void router_thatIsToldTwice_endsAtOnce() {
    OperatorProcess router = listedRouter();
    UpProcess.signal("TERM", router.process().handle());
    OperatorRig.soon().until(() -> rig.leader().isEmpty());
    assertThat(router.process().handle().isAlive()).isTrue();
    long told = System.nanoTime();
    // One that comes within half a second is the echo of the first.
    OperatorRig.soon()
        .pollDelay(Duration.ofMillis(600))
        .untilAsserted(() -> UpProcess.signal("TERM", router.process().handle()));
    assertThat(router.process().awaitExit()).isEqualTo(130);
    assertThat(since(told)).isLessThan(AT_ONCE);
    pods.delete(router);
  }
}

package dev.ringmaster.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.load.ReplicaLoad;
import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawReplica;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A router that ends loses no request that it took. */
@Timeout(60)
final class ShutdownIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";
  private static final Duration LONG = Duration.ofSeconds(60);

  @RegisterExtension final RouterRig rig = new RouterRig();

  @Test
  void shutdown_idle_endsAtOnceAndClosesWhatIsKept() throws Exception {
    rig.replica(RawReplica.saying("ok"));
    RawConnection client = rig.client();
    client.write(GET).message();
    long start = System.nanoTime();

    RouterRig.now(rig.server().shutdown(LONG));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
    assertThat(client.drain()).isZero();
  }

  @Test
  void dismissed_servesEveryone_andTellsEachToGo() throws Exception {
    rig.replica(RawReplica.saying("ok"));
    RawConnection before = rig.client();
    assertThat(before.write(GET).message().toString())
        .doesNotContainIgnoringCase("connection: close");

    rig.server().dismiss();

    for (RawConnection client : List.of(before, rig.client())) {
      assertThat(client.write(GET).rest())
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("\r\nconnection: close\r\n")
          .endsWith("\r\n\r\nok");
    }
  }

  @Test
  void shutdown_ofNoConnection_endsAtOnce() {
    long start = System.nanoTime();

    RouterRig.now(rig.server().shutdown(LONG));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
  }

  @Test
  void replica_forgottenAfterTheEnd_harmsNobody() throws Exception {
    rig.replica(RawReplica.saying("ok"));
    rig.client().write(GET).message();
    RouterServer server = rig.server();
    ReplicaLoad gone = rig.replace(0, 1).load();

    RouterRig.now(server.shutdown(LONG));

    // Event loops end a moment later.
    await().during(Duration.ofMillis(1_500)).atMost(LONG).untilAsserted(() -> server.forget(gone));
  }

  @Test
  void shutdown_inTheMiddleOfAResponse_letsItEndWhole() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    rig.replica(held(goOn));
    RawConnection client = rig.client().write(GET);
    client.head();
    assertThat(client.read(4)).isEqualTo("half");

    CompletableFuture<Void> end = rig.server().shutdown(LONG);
    awaitRefusal(rig.address());
    assertThat(end.isDone()).isFalse();
    goOn.countDown();

    assertThat(client.rest()).isEqualTo("half");
    RouterRig.now(end);
  }

  @Test
  void shutdown_beforeTheResponse_letsItComeWhole() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.message();
          goOn.await();
          connection.write(RawReplica.ok("late"));
        }));
    RawConnection client = rig.client().write(GET);
    await().until(() -> rig.inFlight() == 1);

    CompletableFuture<Void> end = rig.server().shutdown(LONG);
    awaitRefusal(rig.address());
    goOn.countDown();

    assertThat(client.rest())
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("\r\nconnection: close\r\n")
        .endsWith("\r\n\r\nlate");
    RouterRig.now(end);
  }

  @Test
  void shutdown_atItsDeadline_endsWhatStillRuns() throws Exception {
    rig.replica(held(new CountDownLatch(1)));
    RawConnection client = rig.client().write(GET);
    client.head();
    long start = System.nanoTime();

    RouterRig.now(rig.server().shutdown(Duration.ofSeconds(1)));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(900), LONG);
    assertThat(client.whole()).isEqualTo("half");
  }

  @Test
  void request_thatFollowsDuringShutdown_isAnsweredWholeOrNeverTaken() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    RawReplica replica =
        rig.replica(
            RawReplica.of((connection, number) -> {
              connection.message();
              goOn.await();
              connection.write(RawReplica.ok("first"));
              connection.message();
              connection.write(RawReplica.ok("second"));
              connection.drain();
            }));
    RawConnection client = rig.client().write(GET);
    await().until(() -> rig.inFlight() == 1);
    CompletableFuture<Void> end = rig.server().shutdown(LONG);
    awaitRefusal(rig.address());

    client.write(GET);
    goOn.countDown();

    assertThat(client.message().body()).isEqualTo("first");
    String more = client.whole();
    assertThat(more)
        .satisfiesAnyOf(
            none -> assertThat(none).isEmpty(),
            whole -> assertThat(whole).endsWith("\r\n\r\nsecond"));
    assertThat(replica.connections()).isEqualTo(1);
    RouterRig.now(end);
  }

  private static RawReplica held(CountDownLatch goOn) throws IOException {
    return RawReplica.of((connection, number) -> {
      connection.message();
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
      goOn.await();
      connection.write("half");
    });
  }

  private static void awaitRefusal(InetSocketAddress address) {
    await()
        .untilAsserted(() ->
            assertThatThrownBy(() -> RawConnection.to(address).close())
                .isInstanceOf(IOException.class));
  }
}

package dev.ringmaster.router;

import static dev.ringmaster.routing.RouteFailure.RESET;
import static dev.ringmaster.routing.RouteFailure.RESPONSE_TIMEOUT;
import static dev.ringmaster.routing.RouteFailure.STALLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.router.RouterRig.Failed;
import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawReplica;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an exchange when one side leaves, stops or falls silent in its middle. */
@Timeout(60)
final class BrokenStreamIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";

  @RegisterExtension final RouterRig rig = new RouterRig();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\nzz\r\n"
      })
  void response_brokenInItsMiddle_cutsTheClient(String part) throws Exception {
    RawReplica first =
        rig.replica(
            RawReplica.of((connection, number) -> {
              connection.message();
              connection.write(part);
            }));
    RawReplica second = rig.replica(RawReplica.saying("spliced"));

    String fields = "\r\nConnection: close\r\n" + rig.key(0, 1) + "\r\n";
    String seen = everything(GET.replace("\r\n\r\n", fields));

    if (!seen.startsWith("HTTP/1.1 502 ")) {
      assertThat(seen).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("\r\n0\r\n");
    }
    assertThat(seen).doesNotContain("spliced").containsOnlyOnce("HTTP/1.1");
    assertThat(first.connections()).isEqualTo(1);
    assertThat(second.connections()).isZero();
    assertThat(rig.failures()).hasSize(1).first().extracting(Failed::ordinal).isEqualTo(0);
  }

  @Test
  void response_resetAfterItsFirstPart_cutsTheClient() throws Exception {
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.message();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart");
          connection.read(1);
          connection.reset();
        }));
    RawConnection client =
        rig.client()
            .write("POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    client.head();
    assertThat(client.read(4)).isEqualTo("part");

    rig.closeReplicas();

    assertThat(client.drain()).isZero();
    assertThat(rig.failures()).containsExactly(new Failed(0, RESET));
  }

  @Test
  void response_silentForTooLong_cutsTheClient() throws Exception {
    rig.timeouts(5_000, 5_000, 1_500);
    RawReplica replica =
        rig.replica(
            RawReplica.of((connection, number) -> {
              connection.message();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart");
              connection.drain();
            }));

    assertThat(everything(GET)).endsWith("\r\n\r\npart");

    await().untilAsserted(() -> assertThat(replica.ended()).isEqualTo(1));
    assertThat(rig.failures()).containsExactly(new Failed(0, STALLED));
  }

  @Test
  void client_thatStopsInItsBody_isToldOrCut_andTheReplicaIsLeft() throws Exception {
    rig.timeouts(5_000, 5_000, 1_500);
    RawReplica replica = rig.replica(reading());

    String seen = everything("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 100\r\n\r\npart");

    assertThat(seen)
        .satisfiesAnyOf(
            cut -> assertThat(cut).isEmpty(), told -> assertThat(told).startsWith("HTTP/1.1 408 "));
    await().untilAsserted(() -> assertThat(replica.ended()).isEqualTo(1));
    assertThat(rig.failures()).isEmpty();
  }

  @Test
  void client_thatLeavesInItsBody_cancelsTheRequest() throws Exception {
    RawReplica replica = rig.replica(reading());
    RawConnection client =
        rig.client().write("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 100\r\n\r\npart");
    await().until(() -> replica.connections() == 1);

    client.close();

    await().untilAsserted(() -> assertThat(replica.ended()).isEqualTo(1));
    assertThat(rig.failures()).isEmpty();
  }

  @Test
  void client_thatLeavesBeforeTheResponse_cancelsTheRequest() throws Exception {
    RawReplica replica = rig.replica(reading());
    RawConnection client = rig.client().write(GET);
    await().until(() -> rig.inFlight() == 1 && replica.connections() == 1);

    client.reset();

    await().untilAsserted(() -> assertThat(replica.ended()).isEqualTo(1));
    assertThat(rig.failures()).isEmpty();
  }

  @Test
  void client_thatLeavesInTheResponse_cancelsTheRequest() throws Exception {
    RawReplica replica =
        rig.replica(
            RawReplica.of((connection, number) -> {
              connection.message();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
              connection.drain();
            }));
    RawConnection client = rig.client().write(GET);
    client.head();

    client.close();

    await().untilAsserted(() -> assertThat(replica.ended()).isEqualTo(1));
    assertThat(rig.failures()).isEmpty();
  }

  @Test
  void client_thatDoesNotReadForTooLong_isCut_andTheReplicaIsNotBlamed() throws Exception {
    rig.timeouts(5_000, 5_000, 3_000);
    RawReplica replica =
        rig.replica(
            RawReplica.of((connection, number) -> {
              connection.message();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 400000000\r\n\r\n");
              for (int i = 0; i < 4_000; i++) {
                connection.write(new byte[100_000]);
              }
            }));
    RawConnection client = rig.client().write(GET);
    client.head();

    await().untilAsserted(() -> assertThat(replica.ended()).isEqualTo(1));
    await().untilAsserted(rig::allLeasesAreBack);
    assertThat(client.drain()).isLessThan(400_000_000);
    assertThat(rig.failures()).isEmpty();
  }

  @Test
  void replica_thatDoesNotReadForTooLong_isBlamed_notTheClient() throws Exception {
    rig.timeouts(5_000, 5_000, 3_000);
    rig.replica(
        RawReplica.narrow((connection, number) -> {
          connection.head();
          new CountDownLatch(1).await();
        }));
    RawConnection client =
        rig.client().write("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 400000000\r\n\r\n");
    Thread.ofVirtual().start(() -> flood(client));

    assertThat(client.head()).startsWith("HTTP/1.1 504 ");

    await().untilAsserted(rig::allLeasesAreBack);
    assertThat(rig.failures()).containsExactly(new Failed(0, RESPONSE_TIMEOUT));
  }

  @Test
  void response_followedByMoreThanItsLength_neverSpillsIntoTheNext() throws Exception {
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.message();
          connection.write(RawReplica.ok("first") + RawReplica.ok("smuggled"));
          connection.message();
          connection.write(RawReplica.ok("second"));
        }));
    RawConnection client = rig.client();
    assertThat(client.write(GET).message().body()).isEqualTo("first");

    assertThat(everything(GET.replace("Host", "Connection: close\r\nHost")))
        .doesNotContain("smuggled");
    assertThatThrownBy(() -> client.patience(200).head()).isInstanceOf(IOException.class);
  }

  private String everything(String request) throws IOException {
    try (RawConnection client = rig.client()) {
      return client.write(request).whole();
    }
  }

  private static void flood(RawConnection client) {
    try {
      for (int i = 0; i < 4_000; i++) {
        client.write(new byte[100_000]);
      }
    } catch (IOException cut) {
      // as it should be
    }
  }

  private static RawReplica reading() throws IOException {
    return RawReplica.of((connection, number) -> connection.drain());
  }
}

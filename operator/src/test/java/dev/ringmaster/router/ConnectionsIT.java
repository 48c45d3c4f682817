package dev.ringmaster.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawConnection.Message;
import dev.ringmaster.testing.RawReplica;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long connections live, on both sides, and what old clients are given. */
@Timeout(60)
final class ConnectionsIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";

  @RegisterExtension final RouterRig rig = new RouterRig();

  @Test
  void requests_oneAfterTheOther_shareOneConnectionOnEachSide() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    RawConnection client = rig.client();
    for (int i = 0; i < 20; i++) {
      assertThat(client.write(GET).message().body()).isEqualTo("ok");
    }

    assertThat(replica.connections()).isEqualTo(1);
  }

  @Test
  void requests_pipelined_areAnsweredInOrder() throws Exception {
    rig.replica(RawReplica.answering(request -> RawReplica.ok(request.startLine())));

    RawConnection client = rig.client();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      all.append(
          i % 2 == 0
              ? "GET /" + i + " HTTP/1.1\r\nHost: web\r\n\r\n"
              : "POST /" + i + " HTTP/1.1\r\nHost: web\r\nContent-Length: 3\r\n\r\nabc");
    }
    client.write(all.toString());

    for (int i = 0; i < 10; i++) {
      assertThat(client.message().body()).contains(" /" + i + " ");
    }
  }

  @Test
  void client_thatAsksToClose_isAnsweredAndClosed() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    RawConnection client =
        rig.client().write("GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n");

    assertThat(client.rest()).endsWith("\r\n\r\nok");
    assertThat(replica.requests().getFirst().values("connection")).doesNotContain("close");
  }

  @Test
  void replica_thatCloses_leavesTheClientsConnectionOpen() throws Exception {
    RawReplica replica =
        rig.replica(
            RawReplica.of((connection, number) -> {
              connection.message();
              connection.write(
                  "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
            }));

    RawConnection client = rig.client();
    for (int i = 1; i <= 3; i++) {
      assertThat(client.write(GET).message().body()).isEqualTo("ok");
    }

    assertThat(replica.connections()).isEqualTo(3);
    assertThat(rig.failures()).isEmpty();
  }

  @Test
  void blankLine_beforeARequest_isTolerated() throws Exception {
    rig.replica(RawReplica.saying("ok"));

    assertThat(rig.client().write("\r\n" + GET).message().body()).isEqualTo("ok");
  }

  @Test
  void oldClient_isClosedAfterItsResponse() throws Exception {
    rig.replica(RawReplica.saying("ok"));

    String all = rig.client().write("GET / HTTP/1.0\r\n\r\n").rest();

    assertThat(all).matches("(?s)HTTP/1\\.[01] 200 OK\r\n.*\r\n\r\nok");
  }

  @Test
  void oldClient_ofAResponseInChunks_getsItUntilTheEnd() throws Exception {
    rig.replica(RawReplica.answering(request -> CHUNKED));

    String all = rig.client().write("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").rest();

    assertThat(all).endsWith("\r\n\r\nhello");
    assertThat(all.toLowerCase(Locale.ROOT)).doesNotContain("transfer-encoding");
  }

  @Test
  void oldClient_thatAsksToBeKept_isKeptWhereTheLengthIsKnown() throws Exception {
    rig.replica(RawReplica.saying("ok"));

    RawConnection client = rig.client();
    for (int i = 0; i < 3; i++) {
      Message response = client.write("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").message();
      assertThat(response.body()).isEqualTo("ok");
      assertThat(response.values("connection").getFirst()).isEqualToIgnoringCase("keep-alive");
    }
  }

  @Test
  void incarnation_thatIsForgotten_losesItsConnections() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));
    rig.client().write(GET).message();

    Endpoint old = rig.replace(0, replica.port());
    rig.server().forget(old.load());

    await().untilAsserted(() -> assertThat(replica.ended()).isEqualTo(1));
    assertThat(rig.client().write(GET).message().body()).isEqualTo("ok");
    assertThat(replica.connections()).isEqualTo(2);
  }

  @Test
  void incarnation_thatIsNew_getsConnectionsOfItsOwn() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));
    RawConnection client = rig.client();
    client.write(GET).message();
    assertThat(client.write(GET).message().body()).isEqualTo("ok");
    assertThat(replica.connections()).isEqualTo(1);

    rig.replace(0, replica.port());

    assertThat(client.write(GET).message().body()).isEqualTo("ok");
    assertThat(replica.connections()).isEqualTo(2);
  }

  @Test
  void incarnation_neverSeen_mayBeForgotten() throws IOException {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));
    Endpoint old = rig.replace(0, replica.port());

    rig.server().forget(old.load());

    assertThat(rig.client().write(GET).message().body()).isEqualTo("ok");
  }
}

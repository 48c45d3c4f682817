package dev.ringmaster.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.routing.RouteDecision.Reason;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawReplica;
import dev.ringmaster.traffic.FinishedRequest;
import dev.ringmaster.traffic.Refusal;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the router reports of requests: each once, as it was. */
@Timeout(60)
final class TrafficReportIT {
  @RegisterExtension final RouterRig rig = new RouterRig();

  @Test
  void answer_isReportedWithItsStatus() throws IOException {
    rig.replica(RawReplica.answering(request -> "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"));
    rig.client().write("GET / HTTP/1.1\r\nHost: web\r\nX-Key: k\r\n\r\n").message();

    FinishedRequest request = only();
    assertThat(request.status()).isEqualTo(503);
    assertThat(request.reason()).isEqualTo(Reason.OWNER);
    assertThat(request.tries()).isEqualTo(1);
    assertThat(request.hops()).isZero();
    assertThat(request.fallback()).isFalse();
    assertThat(request.firstByteNanos()).isPositive().isLessThanOrEqualTo(request.nanos());
    assertThat(rig.triesFailed()).isEmpty();
  }

  @Test
  void retry_isReportedAsOneRequest_andItsFailedTry() throws IOException {
    rig.address(closedPort());
    rig.replica(RawReplica.answering(request -> RawReplica.ok("second")));
    rig.client().write("GET / HTTP/1.1\r\nHost: web\r\n" + rig.key(0, 1) + "\r\n").message();

    FinishedRequest request = only();
    assertThat(request.status()).isEqualTo(200);
    assertThat(request.reason()).isEqualTo(Reason.RETRY);
    assertThat(request.tries()).isEqualTo(2);
    assertThat(request.hops()).isEqualTo(1);
    assertThat(rig.triesFailed()).containsExactly(RouteFailure.REFUSED);
  }

  @Test
  void request_thatNobodyTakes_isReportedWithoutDecision() throws IOException {
    rig.client().write("GET / HTTP/1.1\r\nHost: web\r\n\r\n").message();

    FinishedRequest request = only();
    assertThat(request.status()).isEqualTo(503);
    assertThat(request.reason()).isNull();
    assertThat(request.tries()).isZero();
    assertThat(request.firstByteNanos()).isEqualTo(FinishedRequest.NO_ANSWER);
    assertThat(rig.triesFailed()).isEmpty();
  }

  @Test
  void response_thatBreaksOff_isIncomplete() throws IOException {
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.message();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
        }));
    try (RawConnection client = rig.client()) {
      client.write("GET / HTTP/1.1\r\nHost: web\r\n\r\n");
      client.rest();
    }

    assertThat(only().status()).isEqualTo(FinishedRequest.INCOMPLETE);
    assertThat(rig.triesFailed()).containsExactly(RouteFailure.RESET);
  }

  @Test
  void client_thatGoes_isIncomplete_andNoFailureOfTheReplica() throws IOException {
    RawReplica silent = rig.replica(RawReplica.of((connection, number) -> connection.drain()));
    try (RawConnection client = rig.client()) {
      client.write("GET / HTTP/1.1\r\nHost: web\r\n\r\n");
      await().until(() -> silent.connections() == 1);
    }

    assertThat(only().status()).isEqualTo(FinishedRequest.INCOMPLETE);
    assertThat(rig.triesFailed()).isEmpty();
  }

  @Test
  void body_thatTurnsOutToBeNone_isReportedWithWhatItsClientIsTold() throws IOException {
    RawReplica silent = rig.replica(RawReplica.of((connection, number) -> connection.drain()));
    try (RawConnection client = rig.client()) {
      client.write("POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
      await().until(() -> silent.connections() == 1);
      client.write("no size\r\n");
      assertThat(client.message().status()).isEqualTo(400);
    }

    assertThat(only().status()).isEqualTo(400);
    assertThat(rig.triesFailed()).isEmpty();
    assertThat(rig.refusals()).isEmpty();
  }

  @Test
  void refusal_isReported_andNoRequest() throws IOException {
    rig.balancers(List.of(List.of("web", "shop"), List.of("api", "shop")));
    rig.replica(RawReplica.answering(request -> RawReplica.ok("never")));
    rig.client().write("GET / HTTP/1.1\r\nHost: other\r\n\r\n").message();
    rig.client().write("TRACE / HTTP/1.1\r\nHost: web\r\n\r\n").message();
    rig.client().write("GARBAGE\r\n\r\n").message();
    rig.client().write("GET / HTTP/1.1\r\nHost: web\r\nHost: api\r\n\r\n").message();

    await().until(() -> rig.refusals().size() == 4);
    assertThat(rig.refusals())
        .containsExactly(
            Refusal.UNKNOWN_HOST,
            Refusal.METHOD_REFUSED,
            Refusal.BAD_REQUEST,
            Refusal.AMBIGUOUS_REQUEST);
    assertThat(rig.finished()).isEmpty();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      return taken.getLocalPort();
    }
  }

  /** A client may have its answer an instant before the report is made. */
  private FinishedRequest only() {
    await().until(() -> !rig.finished().isEmpty());
    assertThat(rig.finished()).hasSize(1);
    return rig.finished().getFirst();
  }
}

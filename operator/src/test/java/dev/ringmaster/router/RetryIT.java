package dev.ringmaster.router;

import static dev.ringmaster.routing.RouteFailure.BAD_RESPONSE;
import static dev.ringmaster.routing.RouteFailure.CONNECT_TIMEOUT;
import static dev.ringmaster.routing.RouteFailure.REFUSED;
import static dev.ringmaster.routing.RouteFailure.RESET;
import static dev.ringmaster.routing.RouteFailure.RESPONSE_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ringmaster.router.RouterRig.Failed;
import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawConnection.Message;
import dev.ringmaster.testing.RawReplica;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A try that fails before its response: sent again where that is safe, never where it is not. */
@Timeout(60)
final class RetryIT {
  private static final int KEPT = 65_536;

  @RegisterExtension final RouterRig rig = new RouterRig();

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PATCH"})
  void refused_goesToTheNextOwner_whateverTheMethod(String method) throws Exception {
    try (Socket deaf = new Socket()) {
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      rig.address(deaf.getLocalPort());
      RawReplica second =
          rig.replica(RawReplica.answering(request -> RawReplica.ok(request.body())));

      assertThat(exchange(method, "the body").body()).isEqualTo("the body");

      assertThat(second.requests()).hasSize(1);
      assertThat(rig.failures()).containsExactly(new Failed(0, REFUSED));
    }
  }

  @Test
  void refused_everywhere_is502() throws Exception {
    try (Socket deaf = new Socket();
        Socket dumb = new Socket()) {
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      dumb.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      rig.address(deaf.getLocalPort());
      rig.address(dumb.getLocalPort());

      assertProblem(exchange("GET", ""), 502, "connect-refused");
      assertThat(rig.failures()).containsExactly(new Failed(0, REFUSED), new Failed(1, REFUSED));
    }
  }

  @Test
  void connectTimeout_goesToTheNextOwner_whateverTheMethod() throws Exception {
    rig.timeouts(300, 10_000, 10_000);
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> waiting = fill(full);
      rig.address(full.getLocalPort());
      rig.replica(RawReplica.answering(request -> RawReplica.ok(request.body())));

      assertThat(exchange("POST", "the body").body()).isEqualTo("the body");

      assertThat(rig.failures()).containsExactly(new Failed(0, CONNECT_TIMEOUT));
      for (Socket each : waiting) {
        each.close();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, 0", "HEAD, 0", "OPTIONS, 0", "DELETE, 0", "GET, 10", "PUT, 10", "PUT, 65536"})
  void reset_beforeTheResponse_isSentAgainWhole(String method, int length) throws Exception {
    AtomicInteger first = new AtomicInteger();
    rig.replica(resetting(first));
    RawReplica second =
        rig.replica(RawReplica.answering(request -> "HTTP/1.1 204 No Content\r\n\r\n"));
    String body = pattern(length);

    assertThat(exchange(method, body).status()).isEqualTo(204);

    assertThat(first).hasValue(1);
    assertThat(second.requests()).hasSize(1);
    assertThat(second.requests().getFirst().body()).isEqualTo(body);
    assertThat(rig.failures()).containsExactly(new Failed(0, RESET));
  }

  @ParameterizedTest
  @CsvSource({"PUT, 65537", "PUT, 300000", "POST, 10", "POST, 0", "PATCH, 10", "POST, 300000"})
  void reset_ofWhatCantBeSentAgain_is502AndSentOnce(String method, int length) throws Exception {
    AtomicInteger first = new AtomicInteger();
    rig.replica(resetting(first));
    RawReplica second = rig.replica(RawReplica.saying("twice"));

    assertProblem(exchange(method, pattern(length)), 502, "reset");

    assertThat(first).hasValue(1);
    assertThat(second.connections()).isZero();
    assertThat(rig.failures()).containsExactly(new Failed(0, RESET));
  }

  @Test
  void reset_inTheMiddleOfAnUpload_sendsTheKeptPartAgainAndThenTheRest() throws Exception {
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.head();
          connection.read(5);
          connection.reset();
        }));
    RawReplica second = rig.replica(RawReplica.answering(request -> RawReplica.ok(request.body())));
    RawConnection client =
        rig.client()
            .write(
                "PUT / HTTP/1.1\r\nHost: web\r\n"
                    + rig.key(0, 1)
                    + "Content-Length: 300000\r\n\r\nbegin");
    await().until(() -> second.connections() == 1);
    String rest = pattern(300_000 - 5);

    client.write(rest);

    assertThat(client.message().body()).isEqualTo("begin" + rest);
    assertThat(rig.failures()).containsExactly(new Failed(0, RESET));
  }

  @Test
  void cleanClose_beforeTheResponse_isAReset() throws Exception {
    rig.replica(RawReplica.of((connection, number) -> connection.message()));
    rig.replica(RawReplica.saying("second"));

    assertThat(exchange("GET", "").body()).isEqualTo("second");
    assertThat(rig.failures()).containsExactly(new Failed(0, RESET));
  }

  @Test
  void close_inTheMiddleOfTheHead_isAReset() throws Exception {
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.message();
          connection.write("HTTP/1.1 200 OK\r\nContent-Le");
        }));
    rig.replica(RawReplica.saying("second"));

    assertThat(exchange("GET", "").body()).isEqualTo("second");
    assertThat(rig.failures()).hasSize(1).first().extracting(Failed::ordinal).isEqualTo(0);
  }

  @Test
  void retries_areTwoAtMost() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      rig.replica(resetting(tries));
    }

    assertProblem(exchange("GET", ""), 502, "reset");

    assertThat(tries).hasValue(3);
    assertThat(rig.failures()).hasSize(3).extracting(Failed::failure).containsOnly(RESET);
  }

  @Test
  void responseTimeout_ofAGet_goesToTheNextOwner() throws Exception {
    rig.timeouts(5_000, 2_000, 10_000);
    RawReplica silent = rig.replica(silent());
    rig.replica(RawReplica.saying("second"));

    assertThat(exchange("GET", "").body()).isEqualTo("second");

    assertThat(rig.failures()).containsExactly(new Failed(0, RESPONSE_TIMEOUT));
    await().untilAsserted(() -> assertThat(silent.ended()).isEqualTo(1));
  }

  @Test
  void retries_slowerThanAnIdleConnection_areStillAnswered() throws Exception {
    rig.timeouts(2_000, 3_000, 300);
    rig.replica(silent());
    rig.replica(silent());
    rig.replica(
        RawReplica.answering(request -> {
          LockSupport.parkNanos(700_000_000);
          return RawReplica.ok("third");
        }));

    assertThat(exchange("GET", "").body()).isEqualTo("third");
  }

  @Test
  void responseTimeout_ofAPost_is504AndSentOnce() throws Exception {
    rig.timeouts(5_000, 300, 10_000);
    rig.replica(silent());
    RawReplica second = rig.replica(RawReplica.saying("twice"));

    assertProblem(exchange("POST", "x"), 504, "response-timeout");

    assertThat(second.connections()).isZero();
    assertThat(rig.failures()).containsExactly(new Failed(0, RESPONSE_TIMEOUT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nX-A: a\u0000b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: a\u0001b\u007f\r\nX Y: z\r\nContent-Length: 0\r\n\r\n"
      })
  void response_thatIsNoHttp_is502AndItsConnectionIsNotUsedAgain(String garbage) throws Exception {
    RawReplica replica =
        rig.replica(
            RawReplica.of((connection, number) -> {
              connection.message();
              connection.write(number == 1 ? garbage : RawReplica.ok("well"));
              connection.drain();
            }));

    assertThat(exchange("POST", "x").status()).isEqualTo(502);
    await().untilAsserted(() -> assertThat(replica.ended()).isEqualTo(1));

    assertThat(exchange("GET", "").body()).isEqualTo("well");
    assertThat(rig.failures()).containsExactly(new Failed(0, BAD_RESPONSE));
  }

  @Test
  void response_whoseHeadIsTooLong_is502() throws Exception {
    rig.replica(
        RawReplica.answering(
            request -> "HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(200_000) + "\r\n\r\n"));

    assertProblem(exchange("POST", "x"), 502, "bad-response");
    assertThat(rig.failures()).containsExactly(new Failed(0, BAD_RESPONSE));
  }

  @Test
  void keptConnection_thatClosesUnderTheNextGet_costsNothing() throws Exception {
    RawReplica replica =
        rig.replica(
            RawReplica.of((connection, number) -> {
              connection.message();
              connection.write(RawReplica.ok("from " + number));
              connection.head();
              connection.reset();
            }));

    assertThat(exchange("GET", "").body()).isEqualTo("from 1");
    assertThat(exchange("GET", "").body()).isEqualTo("from 2");

    assertThat(replica.connections()).isEqualTo(2);
  }

  private Message exchange(String method, String body) throws IOException {
    String length =
        body.isEmpty() && !method.equals("POST") ? "" : "Content-Length: " + body.length() + "\r\n";
    int replicas = rig.size();
    String key = replicas == 2 ? rig.key(0, 1) : "";
    try (RawConnection client = rig.client()) {
      client.write(method + " / HTTP/1.1\r\nHost: web\r\n" + key + length + "\r\n" + body);
      return client.message();
    }
  }

  private static RawReplica resetting(AtomicInteger tries) throws IOException {
    return RawReplica.of((connection, number) -> {
      String head = connection.head();
      tries.incrementAndGet();
      int length =
          new Message(head, "", "")
              .values("content-length").stream().mapToInt(Integer::parseInt).findFirst().orElse(0);
      connection.read(Math.min(length, KEPT + 1));
      connection.reset();
    });
  }

  private static RawReplica silent() throws IOException {
    return RawReplica.of((connection, number) -> {
      connection.message();
      connection.drain();
    });
  }

  private static List<Socket> fill(ServerSocket full) throws IOException {
    List<Socket> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Socket one = new Socket();
      waiting.add(one);
      try {
        one.connect(full.getLocalSocketAddress(), 200);
      } catch (SocketTimeoutException nowFull) {
        return waiting;
      }
    }
    return abort("this kernel's backlog does not fill: no connect timeout to be had");
  }

  private static String pattern(int length) {
    return "0123456789abcdefghijklm".repeat(length / 23 + 1).substring(0, length);
  }

  private static void assertProblem(Message response, int status, String category) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.body()).contains("\"type\":\"urn:ringmaster:problem:" + category + "\"");
  }
}

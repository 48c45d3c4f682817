package dev.ringmaster.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawConnection.Message;
import dev.ringmaster.testing.RawReplica;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the router answers itself, and whom a Host means. */
@Timeout(60)
@SuppressWarnings("StringConcatToTextBlock") // its lines would end without a return
final class RefusalIT {
  @RegisterExtension final RouterRig rig = new RouterRig();

  @ParameterizedTest
  @CsvSource({"CONNECT, web:80", "TRACE, /"})
  void method_thatIsNeverForwarded_is405(String method, String target) throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    Message response = exchange(method + " " + target + " HTTP/1.1\r\nHost: web\r\n\r\n");

    assertProblem(response, 405);
    assertThat(response.values("allow").getFirst()).contains("GET").doesNotContain(method);
    assertThat(replica.connections()).isZero();
  }

  @Test
  void upgrade_toH2c_isNotTakenAndTheRequestServed() throws Exception {
    rig.replica(RawReplica.saying("ok"));

    Message response =
        exchange(
            "GET / HTTP/1.1\r\nHost: web\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");

    assertThat(response.startLine()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(response.body()).isEqualTo("ok");
  }

  @Test
  void upgrade_toAnythingElse_is501() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    assertProblem(
        exchange(
            "GET / HTTP/1.1\r\nHost: web\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
        501);
    assertThat(replica.connections()).isZero();
  }

  @Test
  void expectation_unknown_is417() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    assertProblem(
        exchange("POST / HTTP/1.1\r\nHost: web\r\nExpect: tea\r\nContent-Length: 0\r\n\r\n"), 417);
    assertThat(replica.connections()).isZero();
  }

  @Test
  void refusal_ofARequestWithABody_leavesTheConnectionInStep() throws Exception {
    rig.replica(RawReplica.saying("ok"));

    try (RawConnection client = rig.client()) {
      client.write(
          "POST / HTTP/1.1\r\nHost: web\r\nExpect: tea\r\nContent-Length: 3\r\n\r\nabc"
              + "GET / HTTP/1.1\r\nHost: web\r\n\r\n");
      assertThat(client.message().status()).isEqualTo(417);
      assertThat(client.message().body()).isEqualTo("ok");
    }
  }

  @Test
  void host_ofNobody_is404AmongSeveral() throws Exception {
    twoBalancers();

    assertProblem(get("other"), 404);
    assertProblem(get("web.other"), 404);
    assertProblem(exchange("GET / HTTP/1.0\r\n\r\n"), 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web",
        "WEB",
        "web:80",
        "web.shop",
        "Web.Shop:8080",
        "www.example.com",
        "WWW.Example.COM:443",
        "api.shop",
        "[::1]:80",
        "[::1]"
      })
  void host_claimed_isServedWhateverItsCaseAndPort(String host) throws Exception {
    twoBalancers();

    assertThat(get(host).body()).isEqualTo("ok");
  }

  @Test
  void host_ofASoleBalancer_isAny() throws Exception {
    rig.replica(RawReplica.saying("ok"));

    assertThat(get("whatever").body()).isEqualTo("ok");
    assertThat(exchange("GET / HTTP/1.0\r\n\r\n").body()).isEqualTo("ok");
  }

  @Test
  void replicas_none_is503WithRetryAfter() throws Exception {
    try (RawConnection client = rig.client()) {
      Message response = client.write("GET / HTTP/1.1\r\nHost: web\r\n\r\n").message();

      assertProblem(response, 503);
      assertThat(response.values("retry-after")).containsExactly("1");
      assertThat(response.body()).contains("\"type\":\"urn:ringmaster:problem:no-replica\"");
      assertThat(client.write("GET / HTTP/1.1\r\nHost: web\r\n\r\n").message().status())
          .isEqualTo(503);
    }
  }

  @Test
  void head_ofNobody_hasNoBody() throws Exception {
    try (RawConnection client = rig.client()) {
      client.write("HEAD / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n");

      assertThat(client.head()).startsWith("HTTP/1.1 503 ");
      assertThat(client.rest()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20_000, 200_000})
  void requestLine_tooLong_isRefusedAndTheConnectionCloses(int length) throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    refusedAndClosed("GET /" + "x".repeat(length) + " HTTP/1.1\r\nHost: web\r\n\r\n", 414);

    assertThat(replica.connections()).isZero();
  }

  @Test
  void fields_tooLong_areRefusedAndTheConnectionCloses() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    refusedAndClosed(
        "GET / HTTP/1.1\r\nHost: web\r\nX-Long: " + "x".repeat(100_000) + "\r\n\r\n", 431);

    assertThat(replica.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: web\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: web\r\nX Y: z\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: +1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 1x\r\n\r\na",
        "GET / HTTP/1.1\r\nHost: web\r\nX-A: a\u0000b\r\n\r\n"
      })
  void head_thatIsNoHttp_isRefusedAndTheConnectionCloses(String request) throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    refusedAndClosed(request, 400);

    assertThat(replica.requests()).isEmpty();
  }

  @Test
  void framing_givenTwice_neverReachesTheReplicaTwice() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    try (RawConnection client = rig.client()) {
      client.write(
          "POST /1 HTTP/1.1\r\nHost: web\r\nContent-Length: 4\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
      Message response = client.message();
      if (response.status() == 200) {
        assertThat(replica.requests().getFirst().names()).doesNotContain("content-length");
        assertThat(replica.requests().getFirst().body()).isEmpty();
      } else {
        assertThat(response.status()).isEqualTo(400);
      }
    }
  }

  private void refusedAndClosed(String request, int status) throws IOException {
    try (RawConnection client = rig.client()) {
      String head = client.write(request).head();
      assertProblem(client.body(head), status);
      assertThat(client.drain()).isZero();
    }
  }

  private void twoBalancers() throws IOException {
    rig.replica(RawReplica.saying("ok"));
    rig.balancers(
        List.of(List.of("web", "shop", "www.example.com", "[::1]"), List.of("api", "shop")));
  }

  private Message get(String host) throws IOException {
    return exchange("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  }

  private Message exchange(String request) throws IOException {
    try (RawConnection client = rig.client()) {
      return client.write(request).message();
    }
  }

  private static void assertProblem(Message response, int status) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.values("content-type")).containsExactly("application/problem+json");
    assertThat(response.body())
        .contains("\"type\":\"urn:ringmaster:problem:", "\"title\":\"", "\"status\":" + status);
  }
}

package dev.ringmaster.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawConnection.Message;
import dev.ringmaster.testing.RawReplica;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fields that end at the router, and those that it writes. */
@Timeout(60)
@SuppressWarnings("StringConcatToTextBlock") // its lines would end without a return
final class ForwardedFieldsIT {
  private static final String[] HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "http2-settings",
    "x-mine",
    "x-other"
  };

  @RegisterExtension final RouterRig rig = new RouterRig();

  @Test
  void request_hopByHopFields_endHere() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    Message response =
        exchange(
            "Connection: keep-alive, X-Mine\r\nconnection:x-other,, Upgrade\r\nX-Mine: 1\r\n"
                + "X-Other: 2\r\nKeep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\n"
                + "Proxy-Authorization: Basic x\r\nProxy-Authenticate: Basic\r\nTE: trailers\r\n"
                + "Trailer: X-Sum\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nX-Kept: 3\r\n");

    assertThat(response.status()).isEqualTo(200);
    assertThat(replica.requests().getFirst().names()).doesNotContain(HOP_BY_HOP).contains("x-kept");
  }

  @Test
  void response_hopByHopFields_endHere() throws Exception {
    rig.replica(
        RawReplica.answering(request ->
            "HTTP/1.1 200 OK\r\nConnection: X-Mine\r\n"
                + "Connection: x-other\r\nX-Mine: 1\r\nX-Other: 2\r\nKeep-Alive: timeout=5\r\n"
                + "Proxy-Connection: close\r\nProxy-Authenticate: Basic\r\nTE: x\r\nTrailer: X-Sum\r\n"
                + "Upgrade: h2c\r\nX-Kept: 3\r\nContent-Length: 2\r\n\r\nok"));

    assertThat(exchange("").names()).doesNotContain(HOP_BY_HOP).contains("x-kept");
  }

  @Test
  void framingAndHost_nominatedByTheClient_crossAllTheSame() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    try (RawConnection client = rig.client()) {
      client
          .write(
              "POST / HTTP/1.1\r\nHost: web\r\nConnection: host, content-length, via\r\n"
                  + "Content-Length: 2\r\n\r\nhi")
          .message();
    }

    Message seen = replica.requests().getFirst();
    assertThat(seen.values("host")).containsExactly("web");
    assertThat(seen.values("content-length")).containsExactly("2");
    assertThat(seen.body()).isEqualTo("hi");
    assertThat(seen.values("via")).hasSize(1);
  }

  @Test
  void framing_nominatedByTheReplica_crossesAllTheSame() throws Exception {
    rig.replica(
        RawReplica.answering(request ->
            "HTTP/1.1 200 OK\r\nConnection: content-length\r\nContent-Length: 2\r\n\r\nok"));

    assertThat(exchange("").body()).isEqualTo("ok");
  }

  @Test
  void forwardedFields_sayWhatTheRouterSaw() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    exchange("");

    Message seen = replica.requests().getFirst();
    assertThat(seen.values("x-forwarded-for")).containsExactly("127.0.0.1");
    assertThat(seen.values("x-forwarded-proto")).containsExactly("http");
    assertThat(seen.values("x-forwarded-host")).containsExactly("web:80");
    assertThat(seen.values("forwarded"))
        .containsExactly("for=127.0.0.1;host=\"web:80\";proto=http");
    assertThat(seen.values("via")).hasSize(1).first().asString().matches("1\\.1 [A-Za-z0-9-]+");
  }

  @Test
  void forwardedFields_ofTheClient_areReplaced() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    exchange(
        "X-Forwarded-For: 6.6.6.6\r\nx-forwarded-for: 7.7.7.7\r\nX-Forwarded-Proto: https\r\n"
            + "X-Forwarded-Host: evil\r\nX-Forwarded-Port: 66\r\nX-Forwarded-Prefix: /evil\r\n"
            + "Forwarded: for=6.6.6.6\r\nforwarded: for=7.7.7.7\r\n");

    Message seen = replica.requests().getFirst();
    assertThat(seen.head()).doesNotContain("6.6.6.6", "7.7.7.7", "evil", "https");
    assertThat(seen.names()).doesNotContain("x-forwarded-port", "x-forwarded-prefix");
    assertThat(seen.values("forwarded")).hasSize(1);
  }

  @Test
  void via_ofOthers_isKeptBeforeOurs() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    exchange("Via: 1.0 fred, 1.1 joe\r\n");

    List<String> via = replica.requests().getFirst().values("via");
    assertThat(String.join(", ", via)).startsWith("1.0 fred, 1.1 joe, 1.1 ");
  }

  @Test
  void via_ofOldClient_namesItsVersion() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    try (RawConnection client = rig.client()) {
      client.write("GET / HTTP/1.0\r\nHost: web\r\n\r\n").message();
    }

    assertThat(replica.requests().getFirst().values("via").getFirst()).startsWith("1.0 ");
  }

  @Test
  void request_thatCameRoundInALoop_is508() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));
    exchange("");
    String ours = replica.requests().getFirst().values("via").getFirst();

    Message looped = exchange("Via: 1.1 other, " + ours + "\r\n");

    assertThat(looped.status()).isEqualTo(508);
    assertThat(looped.values("content-type")).containsExactly("application/problem+json");
    assertThat(replica.requests()).hasSize(1);
  }

  @Test
  void forwarded_ipv6Client_isBracketedAndQuoted() throws Exception {
    byte[] one = new byte[16];
    one[15] = 1;
    InetAddress loopback = InetAddress.getByAddress(one);
    assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "this machine has no ::1");
    RawReplica replica = rig.replica(RawReplica.saying("ok"));
    int port = RouterRig.now(rig.server().listen("::1", 0));

    try (RawConnection client = RawConnection.to(new InetSocketAddress(loopback, port))) {
      client.write("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n").message();
    }

    Message seen = replica.requests().getFirst();
    assertThat(seen.values("forwarded"))
        .containsExactly("for=\"[::1]\";host=\"[::1]:80\";proto=http");
    assertThat(seen.values("x-forwarded-for")).containsExactly("::1");
  }

  @Test
  void forwarded_hostThatCantBeQuoted_isLeftOut() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    try (RawConnection client = rig.client()) {
      client.write("GET / HTTP/1.1\r\nHost: a\";for=6.6.6.6\r\n\r\n").message();
    }

    assertThat(replica.requests())
        .allSatisfy(seen ->
            assertThat(seen.values("forwarded")).containsExactly("for=127.0.0.1;proto=http"));
  }

  private Message exchange(String fields) throws IOException {
    try (RawConnection client = rig.client()) {
      return client.write("GET / HTTP/1.1\r\nHost: web:80\r\n" + fields + "\r\n").message();
    }
  }
}

package dev.ringmaster.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawConnection.Message;
import dev.ringmaster.testing.RawReplica;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a replica is given, and what a client gets back. */
@Timeout(60)
@SuppressWarnings("StringConcatToTextBlock") // its lines would end without a return
final class ForwardingIT {
  @RegisterExtension final RouterRig rig = new RouterRig();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/plain",
        "/?",
        "/a?",
        "/a?b=c&b=d",
        "/a//b///c",
        "/a/../b/./c",
        "/%41%2f%2F%20%zz",
        "/a;b=c,d:e@f!$'()*+~",
        "/a?b?c/d",
        "/a\"b<c>",
        "/a|b{c}^`",
        "/http://other/x"
      })
  void target_ofAnyShape_arrivesAsItCame(String target) throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    Message response = exchange("GET " + target + " HTTP/1.1\r\nHost: web\r\n\r\n");

    assertThat(response.status()).isEqualTo(200);
    assertThat(replica.requests().getFirst().startLine()).isEqualTo("GET " + target + " HTTP/1.1");
  }

  @Test
  void target_withUtf8Bytes_arrivesAsItCame() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    exchange("GET /caf\u00c3\u00a9?\u00f0\u009f\u0098\u0080 HTTP/1.1\r\nHost: web\r\n\r\n");

    assertThat(replica.requests().getFirst().startLine())
        .isEqualTo("GET /caf\u00c3\u00a9?\u00f0\u009f\u0098\u0080 HTTP/1.1");
  }

  @Test
  void target_withOtherBytes_arrivesAsItCameOrIsRefused() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    Message response = exchange("GET /caf\u00e9?\u00ff\u0080 HTTP/1.1\r\nHost: web\r\n\r\n");

    if (response.status() == 200) {
      assertThat(replica.requests().getFirst().startLine())
          .isEqualTo("GET /caf\u00e9?\u00ff\u0080 HTTP/1.1");
    } else {
      assertThat(response.status()).isEqualTo(400);
      assertThat(replica.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "X-odd"})
  void method_knownOrNot_arrivesAsItCame(String method) throws Exception {
    RawReplica replica =
        rig.replica(RawReplica.answering(request -> "HTTP/1.1 204 No Content\r\n\r\n"));

    Message response = exchange(method + " /m HTTP/1.1\r\nHost: web\r\n\r\n");

    assertThat(response.status()).isEqualTo(204);
    assertThat(replica.requests().getFirst().startLine()).isEqualTo(method + " /m HTTP/1.1");
  }

  @Test
  void options_ofTheWholeServer_passes() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    assertThat(exchange("OPTIONS * HTTP/1.1\r\nHost: web\r\n\r\n").status()).isEqualTo(200);

    assertThat(replica.requests().getFirst().startLine()).isEqualTo("OPTIONS * HTTP/1.1");
  }

  @Test
  void fields_ofTheClient_keepCaseOrderAndBytes() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    exchange(
        "GET / HTTP/1.1\r\nHost: Web:80\r\nX-MiXeD: One\r\nx-latin: caf\u00e9 \u00ff\u0080\r\n"
            + "X-MiXeD: two, \"q\"\r\nX-Empty:\r\nCookie: a=b; c=\"d\"\r\n\r\n");

    Message seen = replica.requests().getFirst();
    assertThat(seen.fields())
        .contains(
            "X-MiXeD: One",
            "X-MiXeD: two, \"q\"",
            "x-latin: caf\u00e9 \u00ff\u0080",
            "Cookie: a=b; c=\"d\"");
    assertThat(seen.values("x-mixed")).containsExactly("One", "two, \"q\"");
    assertThat(seen.values("x-empty")).containsExactly("");
    assertThat(seen.values("host")).containsExactly("Web:80");
  }

  @Test
  void fields_ofTheReplica_keepCaseOrderAndBytes() throws Exception {
    rig.replica(
        RawReplica.answering(request ->
            "HTTP/1.1 299 Quite Fine\r\nX-MiXeD: One\r\n"
                + "Set-Cookie: a=1\r\nset-cookie: b=2\r\nX-Latin: caf\u00e9 \u00ff\r\n"
                + "Content-Length: 2\r\n\r\nok"));

    Message response = exchange("GET / HTTP/1.1\r\nHost: web\r\n\r\n");

    assertThat(response.startLine()).isEqualTo("HTTP/1.1 299 Quite Fine");
    assertThat(response.fields()).contains("X-MiXeD: One", "X-Latin: caf\u00e9 \u00ff");
    assertThat(response.values("set-cookie")).containsExactly("a=1", "b=2");
    assertThat(response.body()).isEqualTo("ok");
  }

  @Test
  void target_inAbsoluteForm_givesTheHost() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    exchange("GET http://Real.example:81/a?b HTTP/1.1\r\nHost: other\r\n\r\n");
    exchange("GET http://real.example?b HTTP/1.1\r\nHost: other\r\n\r\n");

    assertThat(replica.requests().get(0).startLine()).isEqualTo("GET /a?b HTTP/1.1");
    assertThat(replica.requests().get(0).values("host")).containsExactly("Real.example:81");
    assertThat(replica.requests().get(1).startLine()).isEqualTo("GET /?b HTTP/1.1");
    assertThat(replica.requests().get(1).values("host")).containsExactly("real.example");
  }

  @Test
  void body_withALength_arrivesWithIt() throws Exception {
    RawReplica replica =
        rig.replica(RawReplica.answering(request -> RawReplica.ok(request.body())));

    Message response =
        exchange("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 5\r\n\r\n\u0000h\u00ff\r\n");

    Message seen = replica.requests().getFirst();
    assertThat(seen.body()).isEqualTo("\u0000h\u00ff\r\n");
    assertThat(seen.values("content-length")).containsExactly("5");
    assertThat(seen.names()).doesNotContain("transfer-encoding");
    assertThat(response.body()).isEqualTo("\u0000h\u00ff\r\n");
  }

  @Test
  void body_empty_keepsItsLength() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    exchange("POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 0\r\n\r\n");

    assertThat(replica.requests().getFirst().values("content-length")).containsExactly("0");
  }

  @Test
  void request_withoutABody_getsNoFraming() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    exchange("GET / HTTP/1.1\r\nHost: web\r\n\r\n");

    assertThat(replica.requests().getFirst().names())
        .doesNotContain("content-length", "transfer-encoding");
  }

  @Test
  void body_inChunks_arrivesInChunks() throws Exception {
    RawReplica replica =
        rig.replica(
            RawReplica.answering(request ->
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "2\r\nhe\r\n3\r\nllo\r\n0\r\nX-Sum: 7\r\n\r\n"));

    Message response =
        exchange(
            "POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;ext=\"v\"\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n");

    assertThat(replica.requests().getFirst().body()).isEqualTo("abc0123456789");
    assertThat(replica.requests().getFirst().names()).doesNotContain("content-length");
    assertThat(response.body()).isEqualTo("hello");
    assertThat(response.trailers()).isEqualTo("X-Sum: 7\r\n");
  }

  @Test
  void body_ofAGet_arrives() throws Exception {
    RawReplica replica = rig.replica(RawReplica.saying("ok"));

    exchange("GET / HTTP/1.1\r\nHost: web\r\nContent-Length: 2\r\n\r\nhi");

    assertThat(replica.requests().getFirst().body()).isEqualTo("hi");
  }

  @Test
  void body_untilTheReplicaCloses_reachesTheClientWhole() throws Exception {
    rig.replica(
        RawReplica.of((connection, number) -> {
          connection.head();
          connection.write("HTTP/1.1 200 OK\r\n\r\nto the end");
        }));

    assertThat(exchange("GET / HTTP/1.1\r\nHost: web\r\n\r\n").body()).isEqualTo("to the end");
  }

  @Test
  void notFound_ofTheReplica_passesThrough() throws Exception {
    rig.replica(
        RawReplica.answering(
            request -> "HTTP/1.1 404 Not Found\r\nX-Own: 1\r\nContent-Length: 4\r\n\r\nnope"));

    Message response = exchange("GET /rep HTTP/1.1\r\nHost: web\r\n\r\n");

    assertThat(response.startLine()).isEqualTo("HTTP/1.1 404 Not Found");
    assertThat(response.values("x-own")).containsExactly("1");
    assertThat(response.body()).isEqualTo("nope");
  }

  @Test
  void head_keepsTheLengthAndHasNoBody() throws Exception {
    rig.replica(
        RawReplica.answering(request ->
            request.startLine().startsWith("HEAD")
                ? "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"
                : RawReplica.ok("next")));

    try (RawConnection client = rig.client()) {
      client.write("HEAD / HTTP/1.1\r\nHost: web\r\n\r\n");
      assertThat(new Message(client.head(), "", "").values("content-length"))
          .containsExactly("500");
      client.write("GET / HTTP/1.1\r\nHost: web\r\n\r\n");
      assertThat(client.message().body()).isEqualTo("next");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"204 No Content", "304 Not Modified"})
  void response_thatHasNoBody_passesAndKeepsTheConnection(String status) throws Exception {
    rig.replica(
        RawReplica.answering(request ->
            request.startLine().contains("/bare")
                ? "HTTP/1.1 " + status + "\r\nETag: \"x\"\r\n\r\n"
                : RawReplica.ok("next")));

    try (RawConnection client = rig.client()) {
      client.write("GET /bare HTTP/1.1\r\nHost: web\r\n\r\n");
      Message bare = new Message(client.head(), "", "");
      assertThat(bare.startLine()).isEqualTo("HTTP/1.1 " + status);
      assertThat(bare.values("etag")).containsExactly("\"x\"");
      assertThat(bare.names()).doesNotContain("transfer-encoding");
      client.write("GET / HTTP/1.1\r\nHost: web\r\n\r\n");
      assertThat(client.message().body()).isEqualTo("next");
    }
  }

  private Message exchange(String request) throws IOException {
    try (RawConnection client = rig.client()) {
      return client.write(request).message();
    }
  }
}

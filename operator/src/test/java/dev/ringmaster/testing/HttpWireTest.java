package dev.ringmaster.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.ringmaster.testing.HttpWire.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class HttpWireTest {
  private static final byte[] NOTHING = {};

  @Test
  void get_oneConnection_servesManyRequests() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.replying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nhi");
        HttpWire wire = HttpWire.open(server.address())) {
      for (int i = 0; i < 3; i++) {
        Response response = wire.get("/home", "X-User-Id", "u1");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("hi");
        assertThat(response.header("x-a")).hasValue("b");
      }

      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.requests())
          .hasSize(3)
          .allSatisfy(head -> {
            assertThat(head).startsWith("GET /home HTTP/1.1\r\n").endsWith("X-User-Id: u1");
            assertThat(head).contains("Host: localhost:" + server.address().getPort());
          });
    }
  }

  @Test
  void send_aBodyToARealServer_bringsItBack() throws Exception {
    try (RealServer server = new RealServer();
        HttpWire wire = HttpWire.open(server.address())) {
      byte[] body = "x".repeat(100_000).getBytes(UTF_8);

      assertThat(wire.send("POST", "/chunked", body).body()).isEqualTo(body);
      assertThat(wire.send("POST", "/known", body).body()).isEqualTo(body);
      assertThat(wire.send("POST", "/chunked", NOTHING).body()).isEmpty();
      assertThat(wire.send("HEAD", "/known", NOTHING).body()).isEmpty();
      assertThat(wire.get("/chunked").status()).isEqualTo(200);
    }
  }

  @Test
  void send_head_readsNoBodyWhateverTheLengthSays() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.replying("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
        HttpWire wire = HttpWire.open(server.address())) {
      assertThat(wire.send("HEAD", "/", NOTHING).header("content-length")).hasValue("500");
      assertThat(wire.send("HEAD", "/", NOTHING).body()).isEmpty();
    }
  }

  @Test
  void get_chunks_readsExtensionsAndTrailers() throws Exception {
    String chunks = "3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n";
    try (ScriptedServer server =
            ScriptedServer.replying(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
        HttpWire wire = HttpWire.open(server.address())) {
      assertThat(wire.get("/").text()).isEqualTo("abc0123456789");
      assertThat(wire.get("/").text()).isEqualTo("abc0123456789");
    }
  }

  @Test
  void get_interimReply_isPassedOver() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.replying(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        HttpWire wire = HttpWire.open(server.address())) {
      assertThat(wire.get("/").status()).isEqualTo(204);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi",
        "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        "HTTP/1.1 200 OK\r\n\r\nhi"
      })
  void get_serverCloses_connectsAnewForTheNextRequestOnly(String reply) throws Exception {
    try (ScriptedServer server = ScriptedServer.closingAfter(reply);
        HttpWire wire = HttpWire.open(server.address())) {
      assertThat(wire.get("/").text()).isEqualTo("hi");
      assertThat(wire.reconnects()).isZero();

      assertThat(wire.get("/").text()).isEqualTo("hi");
      assertThat(wire.reconnects()).isEqualTo(1);
      assertThat(server.requests()).hasSize(2);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 2",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n"
      })
  void get_replyCut_failsAndIsSentOnce(String reply) throws Exception {
    try (ScriptedServer server = ScriptedServer.closingAfter(reply);
        HttpWire wire = HttpWire.open(server.address())) {
      assertThatThrownBy(() -> wire.get("/cut"))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("GET /cut (request 1 of its connection, from port ")
          .hasMessageEndingWith("the server closed the connection");
      assertThatThrownBy(() -> wire.get("/again")).hasMessageContaining("not connected");

      assertThat(server.requests()).hasSize(1);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/2 200 OK\r\n\r\n",
        "hello\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nName : value\r\n\r\n"
      })
  void get_malformedReply_fails(String reply) throws Exception {
    try (ScriptedServer server = ScriptedServer.replying(reply);
        HttpWire wire = HttpWire.open(server.address())) {
      assertThatThrownBy(() -> wire.get("/")).isInstanceOf(IOException.class);
      assertThat(wire.isOpen()).isFalse();
    }
  }

  @Test
  void get_bytesAfterTheReply_failTheNextRequestUnsent() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.replying(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\n\r\n");
        HttpWire wire = HttpWire.open(server.address())) {
      wire.get("/");

      assertThatThrownBy(() -> wire.get("/")).hasMessageContaining("after the last reply: HTTP");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void get_silentServer_failsInTime() throws Exception {
    try (ScriptedServer server = ScriptedServer.silentAfter("HTTP/1.1 200 OK\r\nCon");
        HttpWire wire = HttpWire.open(server.address(), Duration.ofSeconds(2))) {
      assertThatThrownBy(() -> wire.get("/"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("reading the head of a 200");
    }
  }

  @Test
  void reopen_afterAFailure_goesOn() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.closingAfter("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        HttpWire wire = HttpWire.open(server.address())) {
      wire.get("/");
      assertThatThrownBy(() -> wire.get("/")).isInstanceOf(IOException.class);

      wire.reopen();

      assertThat(wire.get("/").text()).isEqualTo("hi");
      assertThat(wire.reconnects()).isZero();
    }
  }

  /** Echoes; each path frames its replies in its own way. */
  private static final class RealServer implements AutoCloseable {
    private final HttpServer server;

    RealServer() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/chunked", exchange -> echo(exchange, true));
      server.createContext("/known", exchange -> echo(exchange, false));
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
    }

    private static void echo(com.sun.net.httpserver.HttpExchange exchange, boolean chunked)
        throws IOException {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(200, head ? -1 : chunked ? 0 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
      exchange.close();
    }

    InetSocketAddress address() {
      return server.getAddress();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}

package dev.ringmaster.replica;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ReplicaServerTest {
  private static final String HELLO =
      "{\"message\":\"Hello from Server: Server 1\",\"status\":\"successful\"}";

  private final HttpClient client = HttpClient.newHttpClient();
  private ReplicaServer server = start("7");

  @BeforeEach
  void reachable() throws Exception {
    assertThat(send("GET", "/heartbeat").statusCode()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    server.drain(Duration.ZERO);
  }

  @Test
  void home_saysWhoItIs() throws Exception {
    HttpResponse<String> home = send("GET", "/home?a=b");

    assertThat(home.statusCode()).isEqualTo(200);
    assertThat(home.body()).isEqualTo(HELLO);
    assertThat(home.headers().allValues("content-type")).containsExactly("application/json");
  }

  @Test
  void heartbeat_isEmpty() throws Exception {
    HttpResponse<String> heartbeat = send("GET", "/heartbeat");

    assertThat(heartbeat.body()).isEmpty();
    assertThat(heartbeat.headers().allValues("content-length")).containsExactly("0");
    assertThat(heartbeat.headers().firstValue("content-type")).isEmpty();
  }

  @Test
  void head_onHome_hasTheLengthAndNoBody() throws Exception {
    HttpResponse<String> head = send("HEAD", "/home");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("content-length")).hasValue(HELLO.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/homeX", "/home/", "/Home", "/heartbeat/1", "/sleepy", "/nosuch"})
  void anyOtherPath_is404(String path) throws Exception {
    HttpResponse<String> reply = send("GET", path);

    assertThat(reply.statusCode()).isEqualTo(404);
    assertThat(reply.body()).isEqualTo("{\"message\":\"No such path\",\"status\":\"failure\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /home, 'GET, HEAD'",
    "PUT, /heartbeat, 'GET, HEAD'",
    "DELETE, /sleep, 'GET, HEAD'",
    "GET, /echo, POST",
    "HEAD, /echo, POST"
  })
  void otherMethod_onAKnownPath_is405WithAllow(String method, String path, String allow)
      throws Exception {
    HttpResponse<String> reply = send(method, path);

    assertThat(reply.statusCode()).isEqualTo(405);
    assertThat(reply.headers().allValues("allow")).containsExactly(allow);
  }

  @ParameterizedTest
  @CsvSource({"/home, 200", "/nosuch, 404", "/sleep, 400", "/sleep?ms=0, 200"})
  void everyReply_bearsTheOrdinal(String path, int status) throws Exception {
    HttpResponse<String> reply = send("GET", path);

    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(reply.headers().allValues("x-replica-ordinal")).containsExactly("7");
  }

  @Test
  void withoutOrdinal_noReplyBearsOne() throws Exception {
    stop();
    server = start("");

    assertThat(send("GET", "/home").headers().firstValue("x-replica-ordinal")).isEmpty();
  }

  @Test
  void sleep_answersAfterTheTimeAsked() throws Exception {
    long before = System.nanoTime();
    HttpResponse<String> reply = send("GET", "/sleep?ms=120");

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(119));
    assertThat(reply.body()).isEqualTo("{\"message\":\"Slept\",\"status\":\"successful\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?ms=", "?ms=soon", "?ms=-1", "?s=1"})
  void sleep_withoutAWholeNumber_is400(String query) throws Exception {
    assertThat(send("GET", "/sleep" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void echo_ofKnownLength_returnsItUnchanged() throws Exception {
    byte[] body = randomBytes(300_000);

    assertEchoed(body, BodyPublishers.ofByteArray(body), "content-length", "300000");
  }

  @Test
  void echo_inChunks_returnsItUnchanged() throws Exception {
    byte[] body = randomBytes(300_000);
    BodyPublisher chunks = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body));

    assertEchoed(body, chunks, "transfer-encoding", "chunked");
  }

  @Test
  void echo_ofNothing_isEmpty() throws Exception {
    assertEchoed(new byte[0], BodyPublishers.noBody(), "content-length", "0");
  }

  @Test
  void echo_cutInAChunk_neverLooksComplete() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
      socket.shutdownOutput();

      String reply = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(reply).doesNotContain("\r\n0\r\n");
    }
  }

  @Test
  void connection_idleBetweenRequests_staysOpen() throws Exception {
    try (Socket socket = connect()) {
      for (int i = 0; i < 3; i++) {
        write(socket, "GET /heartbeat HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(readHead(socket)).startsWith("HTTP/1.1 200 OK\r\n");
      }
    }
  }

  @Test
  void drain_withNothingInFlight_endsAtOnce() {
    long before = System.nanoTime();
    server.drain(Duration.ofSeconds(30));

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
  }

  @Test
  void drain_withAnIdleConnection_closesIt() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "GET /heartbeat HTTP/1.1\r\nHost: x\r\n\r\n");
      readHead(socket);

      stop();

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void start_onATakenPort_saysWhichOne() {
    int port = server.address().getPort();

    assertThatThrownBy(() -> ReplicaServer.start(new Settings("127.0.0.1", port, "s2", "")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "PORT: %d at BIND \"127.0.0.1\": Address already in use"
                + " (expected: a free port at an address of this machine)",
            port);
  }

  private static ReplicaServer start(String ordinal) {
    try {
      return ReplicaServer.start(new Settings("127.0.0.1", 0, "Server 1", ordinal));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void assertEchoed(byte[] body, BodyPublisher publisher, String framing, String value)
      throws Exception {
    HttpRequest request =
        to("/echo").header("Content-Type", "application/x-test").POST(publisher).build();
    HttpResponse<byte[]> reply = client.send(request, BodyHandlers.ofByteArray());

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(body);
    assertThat(reply.headers().allValues(framing)).containsExactly(value);
    assertThat(reply.headers().allValues("content-type")).containsExactly("application/x-test");
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    HttpRequest request = to(path).method(method, BodyPublishers.noBody()).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    int port = server.address().getPort();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .version(HttpClient.Version.HTTP_1_1);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static String readHead(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    return head.toString();
  }

  private static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}

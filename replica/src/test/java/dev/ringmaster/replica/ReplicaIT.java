package dev.ringmaster.replica;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar as a child process, spoken to in bytes. */
@Timeout(60)
final class ReplicaIT {
  private static final List<String> COMMAND =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmx64m",
          "-jar",
          System.getProperty("replica.jar"));

  @SuppressWarnings("NullAway.Init")
  private Process process;

  private int port;

  @AfterEach
  void kill() throws Exception {
    process.destroyForcibly().waitFor();
  }

  @Test
  void home_isExactToTheByte() throws Exception {
    start(Map.of("SERVER_ID", "S5"));

    assertThat(exchange("GET /home HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .containsIgnoringCase("\r\nContent-Type: application/json\r\n")
        .endsWith("\r\n\r\n{\"message\":\"Hello from Server: S5\",\"status\":\"successful\"}");
  }

  @Test
  void heartbeat_isExactToTheByte() throws Exception {
    start(Map.of("SERVER_ID", "S5"));

    assertThat(exchange("GET /heartbeat HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .containsIgnoringCase("\r\nContent-Length: 0\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void sigterm_withRequestInFlight_answersItAndExitsZero() throws Exception {
    start(Map.of("SERVER_ID", "S5"));
    try (Socket socket = sendSleep(6000)) {
      process.destroy();

      awaitRefusal();
      assertThat(socket.getInputStream().available()).as("answered before the refusal").isZero();
      assertThat(readAll(socket))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .containsIgnoringCase("\r\nConnection: close\r\n")
          .endsWith("\r\n\r\n{\"message\":\"Slept\",\"status\":\"successful\"}");
    }
    assertExit(0);
  }

  @Test
  void sigterm_withIdleConnections_exitsZeroSoon() throws Exception {
    start(Map.of());
    try (Socket idle = connect();
        Socket silent = connect()) {
      write(idle, "GET /heartbeat HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(idle.getInputStream().read()).isEqualTo('H');
      assertThat(silent.isConnected()).isTrue();

      process.destroy();

      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertExit(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "70000", "-5", "1\n2"})
  void start_withABadPort_isOneLineAndExitTwo(String badPort) throws Exception {
    run(Map.of("PORT", badPort));

    assertThat(process.errorReader().lines())
        .containsExactly(
            "replica: PORT: "
                + Json.quote(badPort)
                + " (expected: a whole number from 0 to 65535)");
    assertExit(2);
  }

  @Test
  void start_onATakenPort_isOneLineAndExitTwo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String takenPort = Integer.toString(taken.getLocalPort());
      run(Map.of("PORT", takenPort, "BIND", "127.0.0.1"));

      assertThat(process.errorReader().lines())
          .singleElement()
          .asString()
          .startsWith("replica: PORT: " + takenPort + " at BIND \"127.0.0.1\": Address already");
    }
    assertExit(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no.such.host.invalid", "192.0.2.1"})
  void start_onAForeignAddress_isOneLineAndExitTwo(String address) throws Exception {
    run(Map.of("PORT", "0", "BIND", address));

    assertThat(process.errorReader().lines())
        .singleElement()
        .asString()
        .contains("BIND \"" + address + "\"");
    assertExit(2);
  }

  private void start(Map<String, String> environment) throws IOException {
    run(environment);
    BufferedReader output = process.inputReader();
    String listens = output.readLine();
    assertThat(listens).contains(" listens on 127.0.0.1:");
    port = Integer.parseInt(listens.substring(listens.lastIndexOf(':') + 1));
  }

  private void run(Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(COMMAND);
    builder.environment().keySet().removeAll(List.of("SERVER_ID", "REPLICA_ORDINAL"));
    builder.environment().putAll(Map.of("PORT", "0", "BIND", "127.0.0.1"));
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /** Expects an interim reply: once that is there, the request is in flight without a doubt. */
  private Socket sendSleep(int millis) throws IOException {
    Socket socket = connect();
    write(
        socket, "GET /sleep?ms=" + millis + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n");
    StringBuilder interim = new StringBuilder();
    while (interim.indexOf("\r\n\r\n") < 0) {
      interim.append((char) socket.getInputStream().read());
    }
    assertThat(interim).startsWith("HTTP/1.1 100 ");
    return socket;
  }

  /** A reset is no refusal yet: the kernel had the connection queued when the listener closed. */
  private void awaitRefusal() throws IOException {
    while (true) {
      try {
        connect().close();
      } catch (ConnectException e) {
        return;
      } catch (SocketException e) {
        assertThat(e).hasMessageContaining("reset");
      }
    }
  }

  private void assertExit(int status) throws InterruptedException {
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(status);
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      write(socket, request);
      return readAll(socket);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static String readAll(Socket socket) throws IOException {
    InputStream input = socket.getInputStream();
    return new String(input.readAllBytes(), ISO_8859_1);
  }
}

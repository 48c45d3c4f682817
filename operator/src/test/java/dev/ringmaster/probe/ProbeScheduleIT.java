package dev.ringmaster.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.health.HealthPolicy;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class ProbeScheduleIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final Duration LONG = Duration.ofSeconds(10);

  /** Of a reply, where its end is what a test waits for. */
  private static final Duration TIMEOUT = Duration.ofMillis(300);

  /** Of a reply, where something is to happen before its end. */
  private static final Duration LATE = Duration.ofSeconds(3);

  private static final Duration QUIET = Duration.ofMillis(400);

  private final Vertx vertx = Vertx.vertx();
  private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<AutoCloseable> open = new ConcurrentLinkedQueue<>();

  private record Answer(long incarnation, HealthEvent event, long at) {}

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 200 OK, PROBE_OK",
    "HTTP/1.1 204 No Content, PROBE_OK",
    "HTTP/1.1 302 Found, PROBE_FAILED",
    "HTTP/1.1 404 Not Found, PROBE_FAILED",
    "HTTP/1.1 500 Internal Server Error, PROBE_FAILED",
    "HTTP/1.1 503 Service Unavailable, PROBE_FAILED",
    "SSH-2.0-OpenSSH_9.2, PROBE_FAILED",
  })
  void reply_isJudgedByItsStatus(String statusLine, HealthEvent expected) throws Exception {
    Server server = new Server(statusLine + "\r\nContent-Length: 0\r\n\r\n");

    schedule("/heartbeat", LONG).watch(1, "127.0.0.1", server.port());

    assertThat(firstOf(1).event()).isEqualTo(expected);
    assertThat(server.heads).first().asString().startsWith("GET /heartbeat HTTP/1.1");
  }

  @Test
  void reply_thatNeverComes_failsAtTheTimeout() throws Exception {
    long start = System.nanoTime();

    schedule("/", LONG, TIMEOUT).watch(1, "127.0.0.1", new Server("").port());

    Answer answer = firstOf(1);
    assertThat(answer.event()).isEqualTo(HealthEvent.PROBE_FAILED);
    assertThat(Duration.ofNanos(answer.at() - start)).isBetween(TIMEOUT.minusMillis(5), LONG);
  }

  @Test
  void body_thatNeverEnds_failsAndGivesItsConnectionBack() throws Exception {
    String endless = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    Server server = new Server(endless, "1\r\nx\r\n");

    schedule("/", Duration.ofMillis(10), TIMEOUT).watch(1, "127.0.0.1", server.port());

    // More than the connections that may be open at a time: none is held for ever.
    await().until(() -> server.heads.size() >= 8);
    assertThat(answers).extracting(Answer::event).containsOnly(HealthEvent.PROBE_FAILED);
  }

  @Test
  void port_thatIsClosed_isRefused() throws Exception {
    schedule("/", LONG).watch(1, "127.0.0.1", closedPort());

    assertThat(firstOf(1).event()).isEqualTo(HealthEvent.REFUSED);
  }

  @Test
  void connection_withoutAPath_isEnough() throws Exception {
    Server silent = new Server("");
    ProbeSchedule probes = schedule(null, LONG);

    probes.watch(1, "127.0.0.1", silent.port());
    probes.watch(2, "127.0.0.1", closedPort());

    assertThat(firstOf(1).event()).isEqualTo(HealthEvent.PROBE_OK);
    assertThat(firstOf(2).event()).isEqualTo(HealthEvent.REFUSED);
  }

  @Test
  void replica_thatStarts_isFoundSoonThoughTheIntervalIsLong() throws Exception {
    int port = closedPort();
    schedule("/", Duration.ofHours(1)).watch(1, "127.0.0.1", port);
    await().until(() -> answersOf(1).size() >= 15);

    new Server(port, OK, "");

    await().until(() -> has(1, HealthEvent.PROBE_OK));
  }

  @Test
  void replica_thatAnswered_isLeftAloneForTheInterval() throws Exception {
    Server server = new Server(OK);
    schedule("/", LONG).watch(1, "127.0.0.1", server.port());
    firstOf(1);

    await().during(QUIET).until(() -> server.heads.size() == 1);
  }

  @Test
  void replica_thatAnswered_isAskedAgainAtTheInterval() throws Exception {
    Server server = new Server(OK);
    schedule("/", Duration.ofMillis(100)).watch(1, "127.0.0.1", server.port());

    await().until(() -> answersOf(1).size() >= 6);

    List<Answer> heard = answersOf(1);
    assertThat(Duration.ofNanos(heard.get(5).at() - heard.get(0).at()))
        .isGreaterThan(Duration.ofMillis(440));
    assertThat(server.connections).as("each probe connects anew").hasSizeGreaterThanOrEqualTo(6);
  }

  @Test
  void confirm_asksOutOfTurn() throws Exception {
    Server server = new Server(OK);
    ProbeSchedule probes = schedule("/", LONG);
    probes.watch(1, "127.0.0.1", server.port());
    firstOf(1);

    probes.confirm(1);
    await().until(() -> answersOf(1).size() == 2);
    probes.confirm(1);
    await().until(() -> answersOf(1).size() == 3);

    probes.confirm(4711);
    await().during(QUIET).until(() -> answers.size() == 3);
  }

  @Test
  void confirm_whileAProbeIsUnderWay_asksOnceMoreThereafter() throws Exception {
    Server silent = new Server("");
    ProbeSchedule probes = schedule("/", LONG, LATE);
    probes.watch(1, "127.0.0.1", silent.port());
    await().until(() -> silent.heads.size() == 1);

    for (int i = 0; i < 100; i++) {
      probes.confirm(1);
    }

    await().until(() -> answersOf(1).size() >= 2);
    List<Answer> heard = answersOf(1);
    assertThat(Duration.ofNanos(heard.get(1).at() - heard.get(0).at()))
        .isGreaterThan(LATE.minusMillis(50));
    assertThat(silent.heads.size()).as("side by side").isLessThanOrEqualTo(3);
  }

  @Test
  void confirm_fromManyThreadsAtOnce_isNeverLost() throws Exception {
    Server server = new Server(OK);
    ProbeSchedule probes = schedule("/", LONG);
    probes.watch(1, "127.0.0.1", server.port());
    firstOf(1);

    for (int i = 0; i < 200; i++) {
      int before = server.heads.size();
      Thread other = Thread.ofVirtual().start(() -> probes.confirm(1));
      probes.confirm(1);
      other.join();
      await().pollInterval(Duration.ofMillis(1)).until(() -> server.heads.size() > before);
    }
  }

  @Test
  void unwatch_endsIt() throws Exception {
    Server server = new Server(OK);
    ProbeSchedule probes = schedule("/", Duration.ofMillis(20));
    probes.watch(1, "127.0.0.1", server.port());
    await().until(() -> answersOf(1).size() >= 3);

    probes.unwatch(1);
    probes.confirm(1);

    assertQuiet(server);
  }

  @Test
  void watch_again_startsAfresh() throws Exception {
    Server server = new Server(OK);
    ProbeSchedule probes = schedule("/", LONG);
    probes.watch(1, "127.0.0.1", server.port());
    probes.watch(1, "127.0.0.1", server.port());
    firstOf(1);
    await().during(QUIET).until(() -> server.heads.size() == 1);

    probes.unwatch(1);
    probes.watch(1, "127.0.0.1", server.port());

    await().until(() -> answersOf(1).size() == 2);
    await().during(QUIET).until(() -> answersOf(1).size() == 2);
  }

  @Test
  void replica_thatHangs_delaysNoOther() throws Exception {
    ProbeSchedule probes = schedule("/", Duration.ofMillis(20), LATE);
    for (int i = 1; i <= 10; i++) {
      probes.watch(i, "127.0.0.1", new Server("").port());
    }
    probes.watch(11, "127.0.0.1", new Server(OK).port());

    await().until(() -> answersOf(11).size() >= 3);

    assertThat(answersOf(11)).extracting(Answer::event).containsOnly(HealthEvent.PROBE_OK);
    assertThat(answersOf(11).get(2).at()).isLessThan(firstOf(1).at());
  }

  @Test
  void close_endsEverything() throws Exception {
    Server server = new Server(OK);
    ProbeSchedule probes = schedule("/", Duration.ofMillis(20));
    probes.watch(1, "127.0.0.1", server.port());
    probes.watch(2, "127.0.0.1", server.port());
    await().until(() -> answers.size() >= 6);

    probes.close();
    probes.watch(3, "127.0.0.1", server.port());
    probes.confirm(1);
    probes.close();

    assertQuiet(server);
  }

  /** Nothing is asked or heard any more, after what was under way. */
  private void assertQuiet(Server server) {
    await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
    int asked = server.connections.size();
    int heard = answers.size();
    await()
        .during(QUIET)
        .until(() -> server.connections.size() == asked && answers.size() == heard);
  }

  private ProbeSchedule schedule(@Nullable String path, Duration interval) {
    return schedule(path, interval, LONG);
  }

  private ProbeSchedule schedule(@Nullable String path, Duration interval, Duration timeout) {
    HealthPolicy policy = new HealthPolicy(path, interval, timeout, 3, 1);
    ProbeSchedule schedule =
        new ProbeSchedule(
            vertx,
            policy,
            (incarnation, event) -> answers.add(new Answer(incarnation, event, System.nanoTime())));
    open.add(schedule);
    return schedule;
  }

  private Answer firstOf(long incarnation) {
    return await().until(() -> answersOf(incarnation), heard -> !heard.isEmpty()).getFirst();
  }

  private List<Answer> answersOf(long incarnation) {
    return answers.stream().filter(answer -> answer.incarnation() == incarnation).toList();
  }

  private boolean has(long incarnation, HealthEvent event) {
    return answersOf(incarnation).stream().anyMatch(answer -> answer.event() == event);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Reads a head, writes the reply, and goes on writing the rest for ever if there is one. */
  private final class Server implements AutoCloseable {
    private final ServerSocket listener;
    private final String reply;
    private final String rest;
    private final ConcurrentLinkedQueue<String> heads = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Socket> connections = new ConcurrentLinkedQueue<>();

    Server(String reply) throws IOException {
      this(0, reply, "");
    }

    Server(String reply, String rest) throws IOException {
      this(0, reply, rest);
    }

    Server(int port, String reply, String rest) throws IOException {
      this.reply = reply;
      this.rest = rest;
      listener = new ServerSocket();
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      open.add(this);
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return listener.getLocalPort();
    }

    private void accept() {
      try {
        while (true) {
          Socket socket = listener.accept();
          connections.add(socket);
          Thread.ofVirtual().start(() -> serve(socket));
        }
      } catch (IOException closed) {
        // The end of the test.
      }
    }

    private void serve(Socket socket) {
      try {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          int next = socket.getInputStream().read();
          if (next < 0) {
            return;
          }
          head.append((char) next);
        }
        heads.add(head.toString());
        OutputStream out = socket.getOutputStream();
        out.write(reply.getBytes(ISO_8859_1));
        while (!rest.isEmpty()) {
          out.write(rest.getBytes(ISO_8859_1));
          await().pollDelay(Duration.ofMillis(20)).until(() -> true);
        }
      } catch (IOException left) {
        // The probe gave up.
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
      for (Socket socket : connections) {
        socket.close();
      }
    }
  }
}

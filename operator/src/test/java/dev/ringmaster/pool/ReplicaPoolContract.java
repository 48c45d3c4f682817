package dev.ringmaster.pool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.HttpWire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The laws of {@link ReplicaPool}. Each driver's IT is a subclass: the same laws, its runtime. */
@Timeout(120)
public abstract class ReplicaPoolContract {
  private static final Duration SOON = Duration.ofSeconds(20);
  protected static final Duration GRACE = Duration.ofSeconds(20);

  private final Semaphore changes = new Semaphore(0);
  private final List<Replica> seen = new ArrayList<>();
  private long lastIncarnation;

  @SuppressWarnings("NullAway.Init")
  protected ReplicaPool pool;

  /**
   * What may be said of one that was told to end.
   *
   * @param words how it ended
   */
  protected List<String> wordsOfAnEnd(String words) {
    return List.of(words);
  }

  /** Whether it tells of what a replica becomes besides its end, such as Ready. */
  protected boolean tellsOfMore() {
    return false;
  }

  /** A driver that has started nothing yet. */
  protected abstract ReplicaPool newPool(Runnable onChange) throws Exception;

  /** The sample server. */
  protected abstract ReplicaTemplate sample();

  /** What runs a command. */
  protected abstract ReplicaTemplate command(Map<String, String> env, List<String> command);

  /** Ends a replica by SIGKILL, behind the driver's back. */
  protected abstract void kill(Replica replica) throws Exception;

  /** The runtime itself, not the driver, knows a replica as running. */
  protected abstract boolean runs(Replica replica);

  @BeforeEach
  final void open() throws Exception {
    pool = newPool(changes::release);
  }

  @AfterEach
  final void leaveNothingBehind() {
    pool.observe().forEach(replica -> pool.stop(replica.incarnation(), Duration.ZERO));
    pool.observe().forEach(replica -> awaitExit(replica.incarnation()));
    pool.observe().forEach(replica -> pool.forget(replica.incarnation()));
    assertThat(pool.observe()).isEmpty();
    soon().untilAsserted(() -> assertThat(seen).noneMatch(this::runs));
    close();
  }

  /** Nothing is left of the pool's replicas; nothing of the driver shall be. */
  protected void close() {}

  @Test
  void create_ofTheSample_runsAndSoonAnswers() throws Exception {
    Replica replica = create(7, "s8", sample());

    assertThat(replica.phase()).isEqualTo(Replica.Phase.RUNNING);
    assertThat(replica.ordinal()).isEqualTo(7);
    assertThat(replica.name()).isEqualTo("s8");
    assertThat(replica.exit()).isEmpty();
    awaitListening(replica);
    try (HttpWire wire = HttpWire.open(address(replica))) {
      assertThat(wire.get("/heartbeat").status()).isEqualTo(200);
      HttpWire.Response home = wire.get("/home");
      assertThat(home.text()).contains("Hello from Server: s8\"");
      assertThat(home.header("X-Replica-Ordinal")).hasValue("7");
    }
  }

  @Test
  void create_twice_givesTwoAddresses() throws Exception {
    Replica first = create(0, "s1", sample());
    Replica second = create(1, "s2", sample());

    assertThat(address(first)).isNotEqualTo(address(second));
    awaitListening(first);
    awaitListening(second);
    assertThat(home(first)).contains("s1");
    assertThat(home(second)).contains("s2");
  }

  @Test
  void create_ofACommand_fillsInWhatItKnows() {
    Map<String, String> env = Map.of("COLOR", "dark red");
    List<String> command =
        List.of(
            "sh",
            "-c",
            "echo \"$0 $1 $2 $3 $COLOR $REPLICA_ORDINAL $SERVER_ID ${PORT:+port}\"; exit 7",
            "$(SERVER_ID)/$(REPLICA_ORDINAL)",
            "$$(PORT)",
            "$(UNKNOWN)",
            "$(COLOR)");

    Replica replica = create(4, "s5", command(env, command));

    assertThat(awaitExit(replica.incarnation()).exit())
        .containsExactly("exit code 7", "s5/4 $(PORT) $(UNKNOWN) dark red dark red 4 s5 port");
  }

  @Test
  void command_thatExitsAtOnce_showsItsCodeAndLastWords() throws Exception {
    Replica replica =
        create(0, "s1", shell("for i in 1 2 3 4 5 6 7; do echo line $i; done; exit 3"));

    Replica exited = awaitExit(replica.incarnation());
    awaitChange();
    assertThat(exited.exit())
        .startsWith("exit code 3")
        .endsWith("line 6", "line 7")
        .hasSizeLessThan(8);
  }

  @Test
  void command_thatComplains_isHeard() {
    Replica replica = create(0, "s1", shell("echo bad >&2; exit 3"));

    assertThat(awaitExit(replica.incarnation()).exit()).containsExactly("exit code 3", "bad");
  }

  @Test
  void command_thatWritesControlCharacters_showsNone() {
    Replica replica = create(0, "s1", shell("printf 'a\\033[31mb\\302\\233c\\n'; exit 1"));

    assertThat(awaitExit(replica.incarnation()).exit()).containsExactly("exit code 1", "a [31mb c");
  }

  @Test
  void replica_killed_hasExitedByTheTimeTheDriverTells() throws Exception {
    Replica replica = create(0, "s1", sample());
    awaitListening(replica);
    changes.drainPermits();

    kill(replica);

    Replica exited;
    do {
      awaitChange();
      exited = observe(replica.incarnation());
    } while (tellsOfMore() && exited.phase() == Replica.Phase.RUNNING);
    assertThat(exited.phase()).isEqualTo(Replica.Phase.EXITED);
    assertThat(exited.exit()).first().isEqualTo("killed (SIGKILL)");
    assertThat(exited.runtimeId()).isEqualTo(replica.runtimeId());
  }

  @Test
  void stop_withARequestInFlight_answersItFirst() throws Exception {
    Replica replica = create(0, "s1", sample());
    awaitListening(replica);
    try (Socket request = sleep(replica, 1_500)) {
      pool.stop(replica.incarnation(), GRACE);

      assertThat(observe(replica.incarnation()).phase()).isEqualTo(Replica.Phase.STOPPING);
      assertThat(new String(request.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 200 ")
          .contains("Slept");
    }
    Replica exited = awaitExit(replica.incarnation());
    assertThat(exited.exit().getFirst()).isIn(wordsOfAnEnd("exit code 0"));
  }

  @Test
  void stop_ofOneThatIgnoresIt_killsAfterTheGrace() throws Exception {
    Replica replica = create(0, "s1", shell(server("trap '' TERM; ")));
    awaitListening(replica);
    long start = System.nanoTime();

    pool.stop(replica.incarnation(), Duration.ofMillis(700));

    Replica exited = awaitExit(replica.incarnation());
    assertThat(exited.exit().getFirst()).isIn(wordsOfAnEnd("killed (SIGKILL)"));
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(700), GRACE);
  }

  @Test
  void stop_ofOne_leavesTheOthersAlone() throws Exception {
    Replica goes = create(0, "s1", sample());
    Replica stays = create(1, "s2", sample());
    awaitListening(stays);

    pool.stop(goes.incarnation(), GRACE);
    awaitExit(goes.incarnation());
    pool.forget(goes.incarnation());

    assertThat(pool.observe()).containsExactly(stays);
    assertThat(home(stays)).contains("s2");
  }

  @Test
  void stop_ofOneThatEnded_changesNothing() {
    Replica replica = create(0, "s1", shell("exit 5"));
    Replica exited = awaitExit(replica.incarnation());

    pool.stop(replica.incarnation(), Duration.ZERO);

    assertThat(pool.observe()).containsExactly(exited);
  }

  @Test
  void unknownIncarnation_changesNothing() {
    Replica replica = create(0, "s1", sample());

    pool.stop(4711, Duration.ZERO);
    pool.forget(4711);

    assertThat(pool.observe()).containsExactly(replica);
  }

  @Test
  void ordinal_heldByAnotherIncarnation_isCreatedAgain() {
    Replica old = create(0, "s1", sample());
    Replica fresh = create(0, "s4", sample());

    assertThat(pool.observe()).extracting(Replica::ordinal).containsExactly(0, 0);
    assertThat(fresh.incarnation()).isNotEqualTo(old.incarnation());
  }

  @Test
  void runningReplicas_areAdoptedByTheNextPool() throws Exception {
    Replica first = create(0, "s1", sample());
    Replica second = create(3, "Server 4", sample());
    Replica ended = create(5, "s6", shell("exit 0"));
    awaitListening(first);
    awaitExit(ended.incarnation());

    pool = newPool(changes::release);

    assertThat(pool.observe()).containsExactlyInAnyOrder(first, second);
    assertThat(home(first)).contains("s1");
  }

  @Test
  void adopted_thatIsKilled_isSeenToEndAndTells() throws Exception {
    Replica replica = create(0, "s1", sample());
    awaitListening(replica);
    pool = newPool(changes::release);
    changes.drainPermits();

    kill(replica);

    assertThat(changes.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    assertThat(awaitExit(replica.incarnation()).exit()).isNotEmpty();
  }

  @Test
  void adopted_thatIsStopped_finishesWhatItHas() throws Exception {
    Replica replica = create(0, "s1", sample());
    awaitListening(replica);
    pool = newPool(changes::release);
    try (HttpWire wire = HttpWire.open(address(replica))) {
      assertThat(wire.get("/home").status()).isEqualTo(200);
    }

    pool.stop(replica.incarnation(), GRACE);

    assertThat(observe(replica.incarnation()).phase()).isNotEqualTo(Replica.Phase.RUNNING);
    awaitExit(replica.incarnation());
  }

  /** Creates one, and waits until it has an address or has ended. */
  protected final Replica create(int ordinal, String name, ReplicaTemplate template) {
    pool.create(new ReplicaSpec(ordinal, ++lastIncarnation, name, template));
    Replica replica =
        soon()
            .until(
                () -> observe(lastIncarnation),
                created -> created.phase() != Replica.Phase.STARTING);
    seen.add(replica);
    return replica;
  }

  protected final ReplicaTemplate shell(String script) {
    return command(Map.of(), List.of("sh", "-c", script));
  }

  /** A script that runs the sample server behind a shell which does something else first. */
  protected abstract String server(String first);

  protected final Replica observe(long incarnation) {
    return pool.observe().stream()
        .filter(replica -> replica.incarnation() == incarnation)
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("incarnation " + incarnation));
  }

  protected final Replica awaitExit(long incarnation) {
    return soon()
        .until(() -> observe(incarnation), replica -> replica.phase() == Replica.Phase.EXITED);
  }

  /** Pools are confined to one thread. */
  protected static ConditionFactory soon() {
    return await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(SOON);
  }

  private void awaitChange() throws InterruptedException {
    assertThat(changes.tryAcquire(SOON.toMillis(), TimeUnit.MILLISECONDS)).as("told").isTrue();
  }

  protected static void awaitListening(Replica replica) {
    soon()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> {
          try (HttpWire wire = HttpWire.open(address(replica))) {
            return wire.get("/heartbeat").status() == 200;
          }
        });
  }

  private static InetSocketAddress address(Replica replica) {
    return new InetSocketAddress(replica.host(), replica.port());
  }

  private static String home(Replica replica) throws IOException {
    try (HttpWire wire = HttpWire.open(address(replica))) {
      return wire.get("/home").text();
    }
  }

  /** Expects an interim reply: once that is there, the request is in flight without a doubt. */
  private static Socket sleep(Replica replica, int millis) throws IOException {
    Socket socket = new Socket(replica.host(), replica.port());
    socket.setSoTimeout((int) SOON.toMillis());
    socket
        .getOutputStream()
        .write(
            "GET /sleep?ms=%d HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n"
                .formatted(millis)
                .getBytes(ISO_8859_1));
    StringBuilder interim = new StringBuilder();
    while (interim.indexOf("\r\n\r\n") < 0) {
      interim.append((char) socket.getInputStream().read());
    }
    assertThat(interim).startsWith("HTTP/1.1 100 ");
    return socket;
  }
}

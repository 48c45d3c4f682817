package dev.ringmaster.pool.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.Replica.Phase;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.docker.FakeEngine.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an engine can do that a real one does not do when it is asked to. */
@Timeout(60)
final class EngineFailuresIT {
  private static final String HOST = "DOCKER_HOST";

  /** The client's library asks a second time by itself. */
  private static final Answer UNAVAILABLE =
      new Answer(503, "<html><body><h1>503 Service Unavailable</h1>\n</body></html>");

  private final List<String> notices = new CopyOnWriteArrayList<>();
  private final AtomicInteger changes = new AtomicInteger();

  @SuppressWarnings("NullAway.Init")
  private FakeEngine fake;

  @SuppressWarnings("NullAway.Init")
  private DockerEngine engine;

  @SuppressWarnings("NullAway.Init")
  private ReplicaPool pool;

  @BeforeEach
  void open() throws Exception {
    fake = new FakeEngine();
    System.setProperty(HOST, fake.host());
    engine = DockerEngine.open("owner", FakeEngine.NETWORK, notices::add);
    pool = engine.pool("default/web").apply(changes::incrementAndGet);
    // The pool's list and the follower's.
    soon().until(() -> fake.requests.stream().filter("list"::equals).count() >= 2);
  }

  @AfterEach
  void close() {
    System.clearProperty(HOST);
    engine.close();
    fake.close();
  }

  @Test
  void created_lateAndUnheard_isTheReplica() {
    fake.plan("create", FakeEngine.LOST);
    fake.plan("list", new Answer(200, "[]"));

    create();

    soon().until(() -> observe().phase() == Phase.RUNNING);
    assertThat(observe().runtimeId()).isEqualTo("container 0123456789ab");
    assertThat(fake.requests).filteredOn("create"::equals).hasSize(2);
  }

  @Test
  void running_thatCannotBeLookedAt_runsOn() {
    create();
    soon().until(() -> observe().phase() == Phase.RUNNING);
    fake.plan("inspect", UNAVAILABLE, UNAVAILABLE, new Answer(500, "{\"message\":\"too busy\"}"));

    pool.stop(1, Duration.ofSeconds(1));

    soon().until(() -> observe().phase() == Phase.EXITED);
    assertThat(observe().exit()).first().isEqualTo("exit code 0");
    assertThat(notices).containsExactly("container of s1 can't be looked at: too busy");
  }

  @Test
  void removal_thatAProxyRefusesForAnEngineThatIsAway_isMadeUpFor() {
    create();
    soon().until(() -> observe().phase() == Phase.RUNNING);
    fake.plan("remove", UNAVAILABLE, UNAVAILABLE);

    pool.forget(1);

    soon().until(() -> !fake.holdsAContainer());
    assertThat(notices).isEmpty();
  }

  @Test
  void running_withoutAnAddress_hasEndedAndSaysWhy() {
    fake.portless = true;

    create();

    soon().until(() -> observe().phase() == Phase.EXITED);
    assertThat(observe().exit())
        .containsExactly(
            "network fake: got no port of the replica on 127.0.0.1, expected one that publishes it (not an internal network)");
    assertThat(changes).hasPositiveValue();
  }

  @Test
  void stopped_whoseEndIsNotTold_isSeenToEnd() {
    create();
    soon().until(() -> observe().phase() == Phase.RUNNING);

    pool.stop(1, Duration.ofSeconds(1));

    soon().until(() -> observe().phase() == Phase.EXITED);
  }

  @Test
  void stop_thatIsRefused_isSaidOnceAndTriedAgain() {
    create();
    soon().until(() -> observe().phase() == Phase.RUNNING);
    Answer denied = new Answer(500, "{\"message\":\"cannot stop: permission denied\"}");
    fake.plan("stop", denied, denied);

    pool.stop(1, Duration.ofSeconds(1));

    soon().until(() -> observe().phase() == Phase.EXITED);
    assertThat(notices)
        .containsExactly("container of s1 can't be stopped: cannot stop: permission denied");
  }

  @Test
  void stopped_whileItsImageIsPulled_endsAtOnce() {
    fake.plan("create", new Answer(404, "{\"message\":\"No such image: i:1\"}"));
    create();
    soon().until(() -> fake.requests.contains("pull"));

    pool.stop(1, Duration.ofSeconds(1));

    soon().until(() -> observe().phase() == Phase.EXITED);
    assertThat(observe().exit()).containsExactly("ended before it was started");
    long start = System.nanoTime();
    engine.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(notices).containsExactly("pulling i:1 ...");
  }

  @Test
  void answer_thatMakesNoSense_endsItAndIsSaid() {
    fake.plan("inspect", new Answer(200, "{}"));

    create();

    soon().until(() -> observe().phase() == Phase.EXITED);
    assertThat(observe().exit())
        .singleElement()
        .asString()
        .startsWith("the engine's answer is not understood: ");
  }

  private void create() {
    pool.create(
        new ReplicaSpec(
            0, 1, "s1", new ReplicaTemplate("i:1", List.of(), List.of(), 5000, Map.of())));
  }

  private Replica observe() {
    return pool.observe().getFirst();
  }

  private static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(30));
  }
}

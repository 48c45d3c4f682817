package dev.ringmaster.testing;

import static dev.ringmaster.testing.LoadClient.answers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.LoadClient.Limits;
import dev.ringmaster.testing.LoadClient.Requests;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LoadClientTest {
  private static final String HI = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
  private static final Requests HOME = Requests.always(Request.get("/home"));
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void closedLoop_reachesItsLimit_andEveryRequestWasSentOnce() throws Exception {
    try (ScriptedServer server = ScriptedServer.replying(HI)) {
      Requests numbered = (connection, number) -> Request.get("/" + number);
      LoadResult result =
          LoadClient.closedLoop(
                  server.address(), 16, numbered, answers(200, "hi"), Limits.of(2000, LONG))
              .await();

      assertThat(result.ok()).isEqualTo(2000);
      assertThat(result.failed()).isZero();
      assertThat(result.reconnects()).isZero();
      assertThat(server.connections()).isEqualTo(16);
      assertThat(server.requests().stream().map(head -> head.split(" ", 3)[1]))
          .hasSize(2000)
          .doesNotHaveDuplicates();
      assertThat(result.latency().p50()).isPositive();
      assertThat(result.latency().p99()).isLessThanOrEqualTo(result.latency().max());
      assertThat(result.requestsPerSecond()).isPositive();
    }
  }

  @Test
  void closedLoop_manyConnections_areAllInFlightAtOnce() throws Exception {
    Phaser all = new Phaser(64);
    try (ScriptedServer server =
        ScriptedServer.following(number -> {
          all.arriveAndAwaitAdvance();
          return HI;
        })) {
      LoadResult result =
          LoadClient.closedLoop(
                  server.address(), 64, HOME, answers(200, "hi"), Limits.of(640, LONG))
              .await();

      assertThat(result.ok()).isEqualTo(640);
      assertThat(all.getPhase()).isEqualTo(10);
    }
  }

  @Test
  void closedLoop_untilStopped_countsWhatTheServerSaw() throws Exception {
    try (ScriptedServer server = ScriptedServer.replying(HI);
        LoadRun run =
            LoadClient.closedLoop(
                server.address(), 8, HOME, answers(200, "hi"), Limits.of(Long.MAX_VALUE, LONG))) {
      run.awaitEnded(500);
      LoadResult result = run.stop();

      assertThat(result.ok()).isGreaterThanOrEqualTo(500).isEqualTo(server.requests().size());
      assertThat(result.failed()).isZero();
      assertThat(run.stop().ok()).isEqualTo(result.ok());
    }
  }

  @Test
  void closedLoop_timeIsOver_endsByItself() throws Exception {
    try (ScriptedServer server = ScriptedServer.replying(HI)) {
      LoadResult result =
          LoadClient.closedLoop(
                  server.address(),
                  2,
                  HOME,
                  answers(200, "hi"),
                  Limits.of(Long.MAX_VALUE, Duration.ofSeconds(1)))
              .await();

      assertThat(result.ok()).isPositive();
      assertThat(result.elapsed()).isBetween(Duration.ofMillis(900), LONG);
    }
  }

  @Test
  void closedLoop_everyTenthReplyCut_countsEachAsFailedAndNeverSendsItAgain() throws Exception {
    String cut = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh!";
    try (ScriptedServer server = ScriptedServer.following(number -> number % 10 == 0 ? cut : HI)) {
      LoadResult result =
          LoadClient.closedLoop(
                  server.address(), 4, HOME, answers(200, "hi"), Limits.of(1000, LONG))
              .await();

      assertThat(result.failed()).isEqualTo(100);
      assertThat(result.ok()).isEqualTo(900);
      assertThat(server.requests()).hasSize(1000);
      assertThat(server.connections()).isEqualTo(4 + result.reopened());
      assertThat(result.reopened()).isBetween(96L, 100L);
      assertThat(result.failures()).hasSize(20);
      assertThat(result.failures().get(0))
          .contains("connection ", "GET /home", "in the body, 1 of 2 bytes there");
    }
  }

  @Test
  void closedLoop_wrongBody_isAFailure() throws Exception {
    try (ScriptedServer server = ScriptedServer.replying(HI)) {
      LoadResult result =
          LoadClient.closedLoop(server.address(), 2, HOME, answers(200, "ho"), Limits.of(10, LONG))
              .await();

      assertThat(result.ok()).isZero();
      assertThat(result.failed()).isEqualTo(10);
      assertThat(server.requests()).hasSize(10);
      assertThat(result.failures())
          .allMatch(failure -> failure.contains("status 200, 2 bytes: hi"));
    }
  }

  @Test
  void closedLoop_serverClosesAfterEachReply_isNoFailure() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.closingAfter(
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi")) {
      LoadResult result =
          LoadClient.closedLoop(server.address(), 2, HOME, answers(200, "hi"), Limits.of(100, LONG))
              .await();

      assertThat(result.ok()).isEqualTo(100);
      assertThat(result.failed()).isZero();
      assertThat(result.reopened()).isZero();
      // One may have done all before the other began.
      assertThat(result.reconnects()).isBetween(98L, 99L);
    }
  }

  @Test
  void closedLoop_nobodyListens_failsEachRequest() throws Exception {
    InetSocketAddress nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
    LoadResult result =
        LoadClient.closedLoop(nobody, 2, HOME, answers(200, "hi"), Limits.of(6, LONG)).await();

    assertThat(result.failed()).isEqualTo(6);
    assertThat(result.failures()).allMatch(failure -> failure.contains("refused"));
  }

  @Test
  void closedLoop_checkThrows_isAFailureAndTheLoadGoesOn() throws Exception {
    try (ScriptedServer server = ScriptedServer.replying(HI)) {
      LoadResult result =
          LoadClient.closedLoop(
                  server.address(),
                  1,
                  HOME,
                  (request, response) -> {
                    throw new AssertionError("not this");
                  },
                  Limits.of(3, LONG))
              .await();

      assertThat(result.failed()).isEqualTo(3);
      assertThat(result.failures()).allMatch(failure -> failure.contains("not this"));
    }
  }

  @Test
  void openLoop_keepsItsRate() throws Exception {
    try (ScriptedServer server = ScriptedServer.replying(HI)) {
      LoadResult result =
          LoadClient.openLoop(
                  server.address(), 1000, 8, HOME, answers(200, "hi"), Limits.of(300, LONG))
              .await();

      assertThat(result.ok()).isEqualTo(300);
      assertThat(result.unsent()).isZero();
      assertThat(result.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(299));
    }
  }

  @Test
  void openLoop_serverStalls_showsInEveryRequestItHeldUp() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (ScriptedServer server =
        ScriptedServer.following(number -> {
          if (number == 1) {
            awaitUninterruptibly(never, 400);
          }
          return HI;
        })) {
      LoadResult result =
          LoadClient.openLoop(
                  server.address(), 1000, 1, HOME, answers(200, "hi"), Limits.of(200, LONG))
              .await();

      assertThat(result.ok()).isEqualTo(200);
      assertThat(result.latency().p50()).isGreaterThan(Duration.ofMillis(250));
    }
  }

  @Test
  void openLoop_stoppedWhileAllConnectionsAreBusy_saysWhatWasNeverSent() throws Exception {
    try (ScriptedServer server = ScriptedServer.closingAfter("HTTP/1.1 200 OK\r\n")) {
      LoadRun run =
          LoadClient.openLoop(
              server.address(), 100_000, 1, HOME, answers(200, "hi"), Limits.of(1_000_000, LONG));
      run.awaitEnded(2_000);
      LoadResult result = run.stop();

      assertThat(result.unsent()).isPositive();
      assertThat(result.failed()).isGreaterThanOrEqualTo(2_000);
    }
  }

  @Test
  void latency_quantiles_areWithinOnePercent() {
    LoadResult.Histogram histogram = new LoadResult.Histogram();
    LongStream.rangeClosed(1, 100_000).map(i -> i * 1000).forEach(histogram::record);
    LoadResult.Latency latency = histogram.latency();

    assertThat(latency.p50()).isBetween(Duration.ofMillis(50), Duration.ofNanos(50_500_000));
    assertThat(latency.p99()).isBetween(Duration.ofMillis(99), Duration.ofMillis(100));
    assertThat(latency.max()).isEqualTo(Duration.ofMillis(100));
  }

  private static void awaitUninterruptibly(CountDownLatch latch, long millis) {
    try {
      assertThat(latch.await(millis, TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

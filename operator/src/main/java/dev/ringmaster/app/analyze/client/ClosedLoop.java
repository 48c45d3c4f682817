package dev.ringmaster.app.analyze.client;

import dev.ringmaster.analyze.Measurement;
import dev.ringmaster.analyze.Spread;
import dev.ringmaster.app.cli.UserError;
import io.vertx.core.AsyncResult;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * A number of {@code GET /home}, so many in flight at all times: each reply sends the next. All of
 * it lives on the event loop.
 */
public final class ClosedLoop {
  private static final int FAILURES_KEPT = 5;

  /** Generous: the most requests that can be asked for, at the speed of an idle machine. */
  private static final Duration LIMIT = Duration.ofMinutes(60);

  private final Wire.Peer peer;
  private final Random users;
  private final int requests;
  private final IntConsumer progress;
  private final Map<String, Long> counts = new HashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final Promise<Duration> over = Promise.promise();
  private long failed;
  private int sent;
  private int ended;
  private long start;

  private ClosedLoop(Wire.Peer peer, Random users, int requests, IntConsumer progress) {
    this.peer = peer;
    this.users = users;
    this.requests = requests;
    this.progress = progress;
  }

  /**
   * Sends them and waits for the last reply.
   *
   * @param replicas that may answer
   * @param progress hears how many have ended
   */
  public static Measurement run(
      Wire wire,
      Wire.Peer peer,
      List<String> replicas,
      Random users,
      int requests,
      int connections,
      IntConsumer progress)
      throws InterruptedException, UserError {
    ClosedLoop loop = new ClosedLoop(peer, users, requests, progress);
    wire.vertx().runOnContext(unused -> loop.begin(connections));
    Duration elapsed = Wire.await(loop.over.future(), LIMIT);
    return Measurement.of(
        Spread.of(replicas, loop.counts), replicas.size(), loop.failed, loop.failures, elapsed);
  }

  private void begin(int connections) {
    start = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      next();
    }
  }

  private void next() {
    if (sent == requests) {
      return;
    }
    sent++;
    peer.get("/home", Users.any(users)).onComplete(result -> ended(result));
  }

  private void ended(AsyncResult<Wire.Reply> result) {
    String wrong = "";
    if (result.failed()) {
      wrong = Wire.reason(result.cause());
    } else {
      Wire.Reply reply = result.result();
      wrong = Hello.server(reply).map(this::count).orElseGet(reply::toString);
    }
    if (!wrong.isEmpty()) {
      failed++;
      if (failures.size() < FAILURES_KEPT) {
        failures.add(wrong);
      }
    }
    ended++;
    progress.accept(ended);
    if (ended == requests) {
      over.complete(Duration.ofNanos(System.nanoTime() - start));
    } else {
      next();
    }
  }

  /** Nothing is wrong with that. */
  private String count(String server) {
    counts.merge(server, 1L, Long::sum);
    return "";
  }
}

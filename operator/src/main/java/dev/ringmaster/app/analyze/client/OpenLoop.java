package dev.ringmaster.app.analyze.client;

import dev.ringmaster.app.cli.UserError;
import io.vertx.core.AsyncResult;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests at fixed moments, however slow the replies, until it is stopped: latency counts from the
 * moment a request was due, so that a stall shows in all the requests it held up. All of it lives
 * on the event loop.
 */
public final class OpenLoop {
  private static final int FAILURES_KEPT = 5;
  private static final int BAD_GATEWAY = 502;
  private static final Duration LAST_REPLIES = Duration.ofSeconds(35);

  private final Wire wire;
  private final Wire.Peer peer;
  private final Random users;
  private final long interval;
  private final int postEvery;
  private final List<long[]> replies = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Promise<Void> over = Promise.promise();
  private final long start = System.nanoTime();
  private long next;
  private long sent;
  private long ended;
  private long lost;
  private long cutPosts;
  private boolean stopped;

  private OpenLoop(Wire wire, Wire.Peer peer, Random users, int rate, int postEvery) {
    this.wire = wire;
    this.peer = peer;
    this.users = users;
    interval = 1_000_000_000L / rate;
    this.postEvery = postEvery;
  }

  /**
   * Starts.
   *
   * @param rate requests a second
   * @param postEvery every so-many-th request is a {@code POST /echo}, the others {@code GET
   *     /home}; 0: none is
   */
  public static OpenLoop start(Wire wire, Wire.Peer peer, Random users, int rate, int postEvery) {
    OpenLoop loop = new OpenLoop(wire, peer, users, rate, postEvery);
    wire.vertx().setPeriodic(1, timer -> loop.tick(timer));
    return loop;
  }

  private void tick(long timer) {
    if (stopped) {
      wire.vertx().cancelTimer(timer);
      endIfDone();
      return;
    }
    long due = (System.nanoTime() - start) / interval;
    while (next <= due) {
      send(next++);
    }
  }

  private void send(long number) {
    sent++;
    String user = Users.any(users);
    if (postEvery > 0 && number % postEvery == postEvery - 1) {
      String body = "order " + number;
      peer.post("/echo", user, body)
          .onComplete(result ->
              ended(number, result, result.succeeded() && echoes(result.result(), body), true));
    } else {
      peer.get("/home", user)
          .onComplete(result ->
              ended(
                  number,
                  result,
                  result.succeeded() && Hello.server(result.result()).isPresent(),
                  false));
    }
  }

  /** Adds requests of one kind, all at once: they are in flight for as long as the path takes. */
  public void hold(int requests, String path) {
    wire.vertx()
        .runOnContext(unused -> {
          for (int i = 0; i < requests; i++) {
            sent++;
            peer.get(path, Users.any(users)).onComplete(this::heldEnded);
          }
        });
  }

  private void heldEnded(AsyncResult<Wire.Reply> result) {
    ended++;
    if (result.failed() || result.result().status() != 200) {
      lose(result);
    }
    endIfDone();
  }

  private static boolean echoes(Wire.Reply reply, String body) {
    return reply.status() == 200 && reply.body().equals(body);
  }

  private void ended(long number, AsyncResult<Wire.Reply> result, boolean right, boolean post) {
    ended++;
    if (right) {
      long due = number * interval;
      replies.add(new long[] {due, System.nanoTime() - start - due});
    } else if (post && result.succeeded() && result.result().status() == BAD_GATEWAY) {
      cutPosts++;
    } else {
      lose(result);
    }
    endIfDone();
  }

  private void lose(AsyncResult<Wire.Reply> result) {
    lost++;
    if (failures.size() < FAILURES_KEPT) {
      failures.add(result.succeeded() ? result.result().toString() : Wire.reason(result.cause()));
    }
  }

  private void endIfDone() {
    if (stopped && ended == sent) {
      over.tryComplete();
    }
  }

  /** How many have no whole reply at this moment. */
  public int inFlight() throws InterruptedException, UserError {
    Promise<Integer> answer = Promise.promise();
    wire.vertx().runOnContext(unused -> answer.complete((int) (sent - ended)));
    return Wire.await(answer.future());
  }

  /**
   * Sends nothing more, waits for what is in flight, and says what the run brought.
   *
   * @param zero the moment from which {@link Outcome#due} counts, of {@link System#nanoTime}
   */
  public Outcome stop(long zero) throws InterruptedException, UserError {
    wire.vertx().runOnContext(unused -> stopped = true);
    Wire.await(over.future(), LAST_REPLIES);
    long shift = start - zero;
    return new Outcome(
        sent,
        lost,
        failures,
        cutPosts,
        replies.stream().mapToLong(reply -> reply[0] + shift).toArray(),
        replies.stream().mapToLong(reply -> reply[1]).toArray());
  }

  /**
   * What a run brought.
   *
   * @param cutPosts answered 502, not among the lost
   * @param due when the requests with right replies were due, in nanoseconds
   * @param latencies of these, in nanoseconds
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Outcome(
      long requests,
      long lost,
      List<String> failures,
      long cutPosts,
      long[] due,
      long[] latencies) {}
}

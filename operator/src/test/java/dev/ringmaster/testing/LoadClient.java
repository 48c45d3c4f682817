package dev.ringmaster.testing;

import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.HttpWire.Response;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BiPredicate;

/**
 * Load that never retries, on virtual threads: one {@link HttpWire} each, every reply checked. A
 * request that fails is counted, its connection is reopened, and the load goes on.
 */
public final class LoadClient {
  private LoadClient() {}

  /** Makes the requests; called from many threads. */
  @FunctionalInterface
  public interface Requests {
    /**
     * The request to send.
     *
     * @param connection from 0 to the number of connections - 1
     * @param number from 0, each once over all connections
     */
    Request request(int connection, long number);

    static Requests always(Request request) {
      return (connection, number) -> request;
    }
  }

  /**
   * Where a run ends by itself, told to stop or not.
   *
   * @param requests no more than these are sent
   * @param time no request starts later than this after the first
   */
  public record Limits(long requests, Duration time) {
    public static Limits of(long requests, Duration time) {
      return new Limits(requests, time);
    }
  }

  /**
   * As many requests in flight at all times as there are connections: each sends its next as soon
   * as its last is answered.
   *
   * @param check whether a reply is what its request should have brought; false counts as failed
   */
  public static LoadRun closedLoop(
      InetSocketAddress target,
      int connections,
      Requests requests,
      BiPredicate<Request, Response> check,
      Limits limits) {
    return LoadRun.start(target, connections, requests, check, limits, 0);
  }

  /**
   * Requests at fixed moments, however slow the replies: latency counts from the moment a request
   * was due, so that a stall shows in all the requests it held up, not in one per connection.
   *
   * @param connections the most that can be in flight; a request that finds none free waits, and
   *     its wait is part of its latency
   */
  public static LoadRun openLoop(
      InetSocketAddress target,
      double ratePerSecond,
      int connections,
      Requests requests,
      BiPredicate<Request, Response> check,
      Limits limits) {
    if (!(ratePerSecond > 0)) {
      throw new IllegalArgumentException("rate: " + ratePerSecond + " (expected: > 0)");
    }
    return LoadRun.start(
        target, connections, requests, check, limits, (long) (1e9 / ratePerSecond));
  }

  /** The usual check. */
  public static BiPredicate<Request, Response> answers(int status, String body) {
    return (request, response) -> response.status() == status && response.text().equals(body);
  }
}

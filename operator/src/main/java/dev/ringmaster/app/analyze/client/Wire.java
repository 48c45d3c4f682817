package dev.ringmaster.app.analyze.client;

import dev.ringmaster.app.cli.UserError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP/1.1 on one event loop, a connection for each request in flight, nothing ever sent twice: a
 * client that retries would hide what the analyses look for.
 */
public final class Wire implements AutoCloseable {
  /** More than the balancer may take for /add: 20 s. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final String USER = "X-User-Id";

  /** Nothing here blocks: what the checker would tell is that the machine is busy. */
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setBlockedThreadCheckInterval(Duration.ofDays(1).toMillis()));

  public Vertx vertx() {
    return vertx;
  }

  /** A client of its own, with up to so many connections. */
  public Peer peer(URI base, int connections) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setKeepAlive(true)
            .setPipelining(false)
            .setConnectTimeout((int) TIMEOUT.toMillis())
            .setIdleTimeout((int) TIMEOUT.toSeconds());
    HttpClient client =
        vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(connections));
    return new Peer(vertx, client, base);
  }

  /** Waits, for as long as any request may take and a little more. */
  public static <T> T await(Future<T> future) throws InterruptedException, UserError {
    return await(future, TIMEOUT.plusSeconds(5));
  }

  public static <T> T await(Future<T> future, Duration limit)
      throws InterruptedException, UserError {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw UserError.absent(reason(Objects.requireNonNull(failure.getCause())));
    } catch (TimeoutException late) {
      throw UserError.absent("no answer within %d s".formatted(limit.toSeconds()));
    }
  }

  /** The exception's own words. */
  public static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    try {
      await(vertx.close());
    } catch (UserError stuck) {
      // The process ends anyway.
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  /** A whole answer. */
  public record Reply(int status, String type, String body) {
    @Override
    public String toString() {
      String shown = body.length() > 200 ? body.substring(0, 200) + "…" : body;
      return shown.isEmpty() ? status + ", empty body" : status + " " + shown;
    }
  }

  /** A server, and the connections to it. */
  public record Peer(Vertx vertx, HttpClient client, URI base) {
    public Future<Reply> get(String path) {
      return send(HttpMethod.GET, path, Map.of(), "");
    }

    public Future<Reply> get(String path, String user) {
      return send(HttpMethod.GET, path, Map.of(USER, user), "");
    }

    public Future<Reply> post(String path, String user, String body) {
      return send(HttpMethod.POST, path, Map.of(USER, user), body);
    }

    /**
     * Sends a request, on the event loop: from another thread, the response could come and go
     * before anybody listens.
     */
    public Future<Reply> send(
        HttpMethod method, String path, Map<String, String> headers, String body) {
      if (Context.isOnEventLoopThread()) {
        return exchange(method, path, headers, body);
      }
      Promise<Reply> reply = Promise.promise();
      vertx.runOnContext(unused -> exchange(method, path, headers, body).onComplete(reply));
      return reply.future();
    }

    private Future<Reply> exchange(
        HttpMethod method, String path, Map<String, String> headers, String body) {
      RequestOptions options =
          new RequestOptions()
              .setMethod(method)
              .setHost(base.getHost())
              .setPort(base.getPort() < 0 ? 80 : base.getPort())
              .setURI(path);
      headers.forEach(options::putHeader);
      return client
          .request(options)
          .compose(request -> body.isEmpty() ? request.send() : request.send(Buffer.buffer(body)))
          .compose(response ->
              response
                  .body()
                  .map(whole ->
                      new Reply(
                          response.statusCode(),
                          Objects.requireNonNullElse(response.getHeader("Content-Type"), ""),
                          whole.toString())));
    }
  }
}

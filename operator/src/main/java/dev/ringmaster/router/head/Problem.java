package dev.ringmaster.router.head;

import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.traffic.Refusal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * An answer of the router itself, RFC 9457.
 *
 * @param status of the response
 * @param category last segment of the problem's type
 * @param title one sentence
 */
public record Problem(int status, String category, String title) {
  private static final int UNAVAILABLE = 503;

  /** What a client is told of a failure. */
  public static Problem of(RouteFailure failure) {
    return new Problem(failure.status(), failure.category(), failure.title());
  }

  /** What a client is told of a request that was refused. */
  public static Problem of(Refusal refusal) {
    return new Problem(refusal.status(), refusal.category(), refusal.title());
  }

  /** Sends it as the whole response. */
  public Future<Void> send(HttpServerResponse response) {
    Buffer body =
        new JsonObject()
            .put("type", "urn:ringmaster:problem:" + category)
            .put("title", title)
            .put("status", status)
            .toBuffer();
    response.setStatusCode(status).putHeader("content-type", "application/problem+json");
    if (status == UNAVAILABLE) {
      response.putHeader("retry-after", "1");
    }
    return response.end(body);
  }

  /** Sends it, and closes the connection: what follows on it can't be told from this request. */
  public void sendAndClose(HttpServerRequest request) {
    send(request.response().putHeader("connection", "close"))
        .onComplete(sent -> request.connection().close());
  }
}

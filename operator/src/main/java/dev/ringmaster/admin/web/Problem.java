package dev.ringmaster.admin.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * A refusal, RFC 9457.
 *
 * @param status of the response
 * @param category last segment of the problem's type
 * @param title the same for all problems of a type
 * @param detail what was found and what was expected
 */
public record Problem(int status, String category, String title, String detail) {
  static Problem badRequest(String detail) {
    return new Problem(400, "bad-request", "The request can't be understood", detail);
  }

  /** Nobody knows who asks; the response needs a challenge. */
  public static Problem unauthenticated(String detail) {
    return new Problem(401, "unauthenticated", "Nobody knows who asks", detail);
  }

  /** Whoever asks has no right to. */
  public static Problem denied(String detail) {
    return new Problem(403, "denied", "This user may not do this", detail);
  }

  public static Problem notFound(String detail) {
    return new Problem(404, "not-found", "There is no such thing here", detail);
  }

  static Problem forbidden(String detail) {
    return new Problem(403, "foreign-origin", "The request comes from another web page", detail);
  }

  public static Problem notAllowed(String detail) {
    return new Problem(405, "method-not-allowed", "This path takes other methods", detail);
  }

  public static Problem conflict(String detail) {
    return new Problem(409, "conflict", "The balancer can't do this", detail);
  }

  static Problem tooLarge(String detail) {
    return new Problem(413, "body-too-large", "The body is too long", detail);
  }

  static Problem internal() {
    return new Problem(500, "internal", "An error of ours", "See the balancer's output");
  }

  public static Problem unavailable(String detail) {
    return new Problem(503, "unavailable", "The balancer can't do this now", detail);
  }

  public static Problem late(String detail) {
    return new Problem(503, "late", "The change stands, its effect is late", detail);
  }

  /** Sends it as the whole response. */
  public void send(HttpServerResponse response) {
    if (response.ended() || response.closed()) {
      return;
    }
    Buffer body =
        new JsonObject()
            .put("type", "urn:ringmaster:problem:" + category)
            .put("title", title)
            .put("status", status)
            .put("detail", detail)
            .toBuffer();
    response
        .setStatusCode(status)
        .putHeader("content-type", "application/problem+json")
        .putHeader("cache-control", "no-store")
        .putHeader("content-length", Integer.toString(body.length()))
        .end(body);
  }
}

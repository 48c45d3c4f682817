package dev.ringmaster.admin;

import dev.ringmaster.admin.ScaleRequest.BadRequest;
import dev.ringmaster.scale.Scaling;
import dev.ringmaster.scale.Scaling.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The calls {@code /rep}, {@code /add} and {@code /rm} of the balancers that Ringmaster descends
 * from, to the letter: their clients run against it unmodified.
 */
public final class ClassicApi {
  private final Scaling scaling;

  public ClassicApi(Scaling scaling) {
    this.scaling = scaling;
  }

  /** This path is one of the calls; the match is exact. */
  public static boolean owns(String path) {
    return path.equals("/rep") || path.equals("/add") || path.equals("/rm");
  }

  /** Answers a call on one of the owned paths, now or later, on any thread. */
  public void handle(String method, String path, byte[] body, Consumer<Reply> reply) {
    switch (path) {
      case "/rep" -> list(method, reply);
      case "/add" -> change(method, "POST", body, reply, ScaleRequest::add);
      default -> change(method, "DELETE", body, reply, ScaleRequest::remove);
    }
  }

  /** The answer where a replica says 404. */
  public static Reply unknownPath(String path) {
    return failure(400, "'" + path + "' endpoint does not exist in server replicas");
  }

  private void list(String method, Consumer<Reply> reply) {
    boolean reading = method.equals("GET") || method.equals("HEAD");
    reply.accept(reading ? replicas(scaling.replicas()) : notAllowed("GET, HEAD"));
  }

  private void change(
      String method,
      String allowed,
      byte[] body,
      Consumer<Reply> reply,
      Function<ScaleRequest, Change> change) {
    if (!method.equals(allowed)) {
      reply.accept(notAllowed(allowed));
      return;
    }
    try {
      change
          .apply(ScaleRequest.parse(body))
          .begin(scaling, outcome -> reply.accept(replyOf(outcome)));
    } catch (BadRequest refused) {
      reply.accept(failure(400, refused.reason()));
    }
  }

  /** A parsed change, ready to be asked for. */
  @FunctionalInterface
  interface Change {
    void begin(Scaling scaling, Consumer<Outcome> answer);
  }

  private static Reply replyOf(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done done -> replicas(done.replicas());
      case Outcome.Refused refused -> failure(400, refused.reason());
      case Outcome.Failed failed -> failure(503, failed.reason());
      case Outcome.Late late -> failure(503, late.reason());
    };
  }

  private static Reply replicas(List<String> names) {
    JsonObject message =
        new JsonObject().put("N", names.size()).put("replicas", new JsonArray(names));
    return new Reply(
        200, "", new JsonObject().put("message", message).put("status", "successful").encode());
  }

  private static Reply notAllowed(String allowed) {
    Reply failure = failure(405, "This call takes " + allowed);
    return new Reply(failure.status(), allowed, failure.body());
  }

  private static Reply failure(int status, String reason) {
    return new Reply(
        status,
        "",
        new JsonObject().put("message", "<Error> " + reason).put("status", "failure").encode());
  }

  /**
   * An answer.
   *
   * @param allow the {@code Allow} header, empty for none
   * @param body JSON
   */
  public record Reply(int status, String allow, String body) {}
}

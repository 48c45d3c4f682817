package dev.ringmaster.router.head;

import dev.ringmaster.router.backend.LocalApi;
import dev.ringmaster.router.wire.WireDefect;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.traffic.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Answers of the router itself, RFC 9457. */
public final class Answers {
  public static final Answer TOO_SLOW =
      problem(408, "request-timeout", "The request did not come in time");

  private static final int UNAVAILABLE = 503;
  private static final String PROBLEM = "application/problem+json";

  /**
   * A whole response.
   *
   * @param fields lines beside those that frame it
   */
  public record Answer(int status, String fields, String body) {
    /**
     * On the wire.
     *
     * @param toHead whether a HEAD is answered: the body is only announced then
     * @param connection a line that says what becomes of the connection, or nothing
     */
    public ByteBuf bytes(ByteBufAllocator allocator, boolean toHead, String connection) {
      byte[] content = body.getBytes(StandardCharsets.UTF_8);
      byte[] head =
          HeadWriter.ascii(
              "HTTP/1.1 %d %s\r\n%scontent-length: %d\r\n%s\r\n"
                  .formatted(
                      status,
                      HttpResponseStatus.valueOf(status).reasonPhrase(),
                      fields,
                      content.length,
                      connection));
      ByteBuf out = allocator.ioBuffer(head.length + content.length).writeBytes(head);
      return toHead ? out : out.writeBytes(content);
    }
  }

  private Answers() {}

  /** What a client is told of a failure. */
  public static Answer of(RouteFailure failure) {
    return problem(failure.status(), failure.category(), failure.title());
  }

  /** What a client is told of a request that was refused. */
  public static Answer of(Refusal refusal) {
    Answer problem = problem(refusal.status(), refusal.category(), refusal.title());
    return refusal == Refusal.METHOD_REFUSED
        ? new Answer(
            problem.status(),
            problem.fields() + "allow: GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH\r\n",
            problem.body())
        : problem;
  }

  /** What a client is told of bytes that are no request. */
  public static Refusal refusal(WireDefect defect) {
    return switch (defect.kind()) {
      case MALFORMED -> Refusal.BAD_REQUEST;
      case VERSION_NOT_SUPPORTED -> Refusal.VERSION_NOT_SUPPORTED;
      case AMBIGUOUS -> Refusal.AMBIGUOUS_REQUEST;
      case LINE_TOO_LONG -> Refusal.TARGET_TOO_LONG;
      case FIELDS_TOO_LONG -> Refusal.FIELDS_TOO_LONG;
    };
  }

  /** An answer of the balancer's own. */
  public static Answer of(LocalApi.Reply reply) {
    String allow = reply.allow().isEmpty() ? "" : "allow: " + reply.allow() + "\r\n";
    return new Answer(reply.status(), "content-type: application/json\r\n" + allow, reply.body());
  }

  /** Categories and titles are ours, and need no escape. */
  private static Answer problem(int status, String category, String title) {
    String body =
        "{\"type\":\"urn:ringmaster:problem:%s\",\"title\":\"%s\",\"status\":%d}"
            .formatted(category, title, status);
    String retry = status == UNAVAILABLE ? "retry-after: 1\r\n" : "";
    return new Answer(status, "content-type: " + PROBLEM + "\r\n" + retry, body);
  }
}

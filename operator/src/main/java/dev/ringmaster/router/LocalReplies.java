package dev.ringmaster.router;

import dev.ringmaster.router.head.Problem;
import dev.ringmaster.traffic.Refusal;
import dev.ringmaster.traffic.RefusalListener;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Calls that the balancer answers itself: reads the body, bounded, and sends the answer. */
final class LocalReplies {
  private LocalReplies() {}

  static void serve(
      HttpServerRequest request, String path, LocalApi local, RefusalListener refusals) {
    Context loop = Vertx.currentContext();
    Buffer body = Buffer.buffer();
    request.handler(chunk -> {
      if (body.length() <= LocalApi.MAX_BODY) {
        body.appendBuffer(chunk);
      }
    });
    request.endHandler(end -> {
      if (body.length() > LocalApi.MAX_BODY) {
        refusals.refused(Refusal.BODY_TOO_LARGE);
        var unused = Problem.of(Refusal.BODY_TOO_LARGE).send(request.response());
      } else {
        local.handle(
            request.method().name(),
            path,
            body.getBytes(),
            reply -> loop.runOnContext(back -> send(request.response(), reply)));
      }
    });
    request.resume();
  }

  static void send(HttpServerResponse response, LocalApi.Reply reply) {
    if (response.closed() || response.ended()) {
      return;
    }
    if (!reply.allow().isEmpty()) {
      response.putHeader("allow", reply.allow());
    }
    response
        .setStatusCode(reply.status())
        .putHeader("content-type", "application/json")
        .end(reply.body());
  }
}

package dev.ringmaster.router;

import dev.ringmaster.router.head.ForwardedHead;
import dev.ringmaster.router.head.Problem;
import dev.ringmaster.router.head.Target;
import dev.ringmaster.routing.Dispatch;
import dev.ringmaster.routing.Progress;
import dev.ringmaster.routing.RouteDecision;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.traffic.FinishedRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: as many tries as the core allows, then an end that is reached once,
 * with the lease of the last try closed. Confined to the event loop of the client's connection.
 */
final class Exchange {
  private static final Logger LOG = System.getLogger(Exchange.class.getName());

  private static final int NOT_FOUND = 404;

  /** What all exchanges of a router share. */
  record Shared(Vertx vertx, Upstreams upstreams, ForwardedHead heads, BooleanSupplier closing) {}

  private final Shared shared;
  private final Backend backend;
  private final HttpServerRequest request;
  private final Target target;
  private final @Nullable String authority;
  private final Dispatch dispatch;
  private final RequestBody body;
  private final Watchdog watchdog;
  private final long began;
  private @Nullable Attempt current;
  private int tries;
  private long firstByte = FinishedRequest.NO_ANSWER;
  private boolean ended;

  Exchange(
      Shared shared,
      Backend backend,
      HttpServerRequest request,
      Target target,
      @Nullable String authority,
      Dispatch dispatch,
      long began) {
    this.began = began;
    this.shared = shared;
    this.backend = backend;
    this.request = request;
    this.target = target;
    this.authority = authority;
    this.dispatch = dispatch;
    body = new RequestBody(request);
    watchdog = new Watchdog(shared.vertx());
  }

  void start() {
    request.response().closeHandler(closed -> abandon());
    request.response().exceptionHandler(failure -> abandon());
    request.exceptionHandler(failure -> abandon());
    RouteDecision decision = dispatch.first();
    if (decision == null) {
      refuse(Problem.of(RouteFailure.NO_REPLICA));
    } else {
      attempt(decision);
    }
  }

  private void attempt(RouteDecision decision) {
    Attempt attempt = new Attempt(this, decision, body, watchdog, backend.timeouts());
    current = attempt;
    tries++;
    attempt.start(
        shared.upstreams(),
        new RequestOptions().setMethod(request.method()).setURI(target.utf8Origin()));
  }

  /** Writes the request's head for the replica. */
  void writeHead(HttpClientRequest upstream) {
    shared.heads().request(request, authority, upstream.headers());
  }

  /** Passes the response on as it comes. */
  void answer(Attempt attempt, HttpClientResponse from) {
    firstByte = System.nanoTime() - began;
    LocalApi local = backend.local();
    if (from.statusCode() == NOT_FOUND && local != null) {
      LocalReplies.send(request.response(), local.unknownPath(target.path()));
      from.handler(chunk -> {});
      from.endHandler(end -> attempt.done());
      from.resume();
      return;
    }
    HttpServerResponse to = request.response();
    to.setStatusCode(from.statusCode()).setStatusMessage(from.statusMessage());
    ForwardedHead.response(from.headers(), to.headers());
    boolean measured = bodiless(from) || from.headers().contains("content-length");
    to.setChunked(!measured && request.version() == HttpVersion.HTTP_1_1);
    boolean last = (!measured && !to.isChunked()) || shared.closing().getAsBoolean();
    if (last) {
      to.putHeader("connection", "close");
    }
    from.handler(chunk -> forward(from, to, chunk));
    from.endHandler(whole -> {
      to.trailers().addAll(from.trailers());
      Future<Void> sent = to.end();
      attempt.done();
      if (last) {
        sent.onComplete(end -> request.connection().close());
      }
    });
    from.resume();
    if (!bodiless(from)) {
      shared.vertx().runOnContext(later -> sendHeadAlone(attempt, to));
    }
  }

  /** The head waits for the first bytes only where they came with it: a stream may be silent. */
  private void sendHeadAlone(Attempt attempt, HttpServerResponse to) {
    if (!ended && current == attempt && !to.headWritten()) {
      var unused = to.writeHead();
    }
  }

  private boolean bodiless(HttpClientResponse from) {
    return request.method().equals(HttpMethod.HEAD)
        || from.statusCode() == 204
        || from.statusCode() == 304;
  }

  private void forward(HttpClientResponse from, HttpServerResponse to, Buffer chunk) {
    watchdog.touch();
    var unused = to.write(chunk);
    if (to.writeQueueFull()) {
      from.pause();
      to.drainHandler(drained -> {
        watchdog.touch();
        from.resume();
      });
    }
  }

  /** A try failed: the core says whether there is another. */
  void failed(Attempt attempt, RouteFailure failure, Progress progress) {
    if (ended) {
      return;
    }
    backend.traffic().tryFailed(failure);
    RouteDecision next = dispatch.retry(attempt.decision(), failure, progress, System.nanoTime());
    LOG.log(
        Level.DEBUG,
        () ->
            "%s: %s (%s), %s"
                .formatted(
                    attempt.decision().endpoint().name(),
                    failure,
                    progress,
                    next == null ? "given up" : "tried again"));
    if (next != null) {
      attempt(next);
    } else {
      refuse(Problem.of(failure));
    }
  }

  /** The client stopped in the middle of its body. */
  void clientTooSlow() {
    Attempt slow = current;
    if (slow != null && !ended) {
      slow.cancel();
      slow.decision().lease().close();
      Problem late = new Problem(408, "request-timeout", "The request's body did not come in time");
      end(late.status());
      late.sendAndClose(request);
    }
  }

  /** The client does not take what it was sent. */
  boolean clientStalls() {
    return request.response().writeQueueFull();
  }

  /** Ends a response that the client does not take. */
  void cut() {
    abandon();
    var unused = request.connection().close();
  }

  void finished(Attempt attempt) {
    attempt.decision().lease().close();
    end(request.response().getStatusCode());
    body.discard();
  }

  private void refuse(Problem problem) {
    watchdog.stop();
    if (request.response().headWritten()) {
      end(FinishedRequest.INCOMPLETE);
      var unused = request.response().reset();
    } else {
      end(problem.status());
      // A try may have put its response's head there.
      request.response().setChunked(false).headers().clear();
      var unused = problem.send(request.response());
      body.discard();
    }
  }

  /** The client has gone: so goes its request. */
  private void abandon() {
    if (ended) {
      return;
    }
    end(FinishedRequest.INCOMPLETE);
    Attempt open = current;
    if (open != null) {
      open.cancel();
      open.decision().lease().close();
    }
  }

  private void end(int status) {
    ended = true;
    Attempt last = current;
    RouteDecision decision = last == null ? null : last.decision();
    backend
        .traffic()
        .finished(
            new FinishedRequest(
                status,
                decision == null ? null : decision.reason(),
                decision == null ? 0 : decision.hops(),
                tries,
                dispatch.key().fallback(),
                System.nanoTime() - began,
                firstByte));
  }
}

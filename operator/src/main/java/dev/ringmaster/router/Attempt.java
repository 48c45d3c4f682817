package dev.ringmaster.router;

import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.Progress;
import dev.ringmaster.routing.RouteDecision;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.routing.Timeouts;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import org.jspecify.annotations.Nullable;

/** One try at one replica. It reports exactly one end to its exchange, and none once cancelled. */
final class Attempt {
  private final Exchange exchange;
  private final RouteDecision decision;
  private final RequestBody body;
  private final Watchdog watchdog;
  private final Timeouts timeouts;
  private @Nullable HttpClientRequest upstream;
  private @Nullable HttpClientResponse answer;
  private boolean sent;
  private boolean over;

  Attempt(
      Exchange exchange,
      RouteDecision decision,
      RequestBody body,
      Watchdog watchdog,
      Timeouts timeouts) {
    this.exchange = exchange;
    this.decision = decision;
    this.body = body;
    this.watchdog = watchdog;
    this.timeouts = timeouts;
  }

  RouteDecision decision() {
    return decision;
  }

  void start(Upstreams upstreams, RequestOptions head) {
    Endpoint endpoint = decision.endpoint();
    upstreams
        .of(endpoint, timeouts)
        .request(head.setHost(endpoint.host()).setPort(endpoint.port()))
        .onComplete(this::connected, this::notConnected);
  }

  /** Gives up without a word: the client has gone. */
  void cancel() {
    over = true;
    watchdog.stop();
    HttpClientRequest open = upstream;
    if (open != null) {
      drop(open);
    }
  }

  /**
   * Ends the exchange with the replica. A reset alone would hand a connection that still owes a
   * part of its request to the next request, whose head would be taken for that part.
   */
  private void drop(HttpClientRequest open) {
    var unused = sent ? open.reset() : open.connection().close();
  }

  private void connected(HttpClientRequest request) {
    upstream = request;
    if (over) {
      drop(request);
      return;
    }
    request.exceptionHandler(this::broke);
    request.response().onComplete(this::answered, this::broke);
    exchange.writeHead(request);
    watchdog.expect(timeouts.idle(), () -> uploadStopped(request));
    body.sendTo(request, watchdog::touch, this::sent);
  }

  private void notConnected(Throwable failure) {
    RouteFailure kind =
        switch (failure) {
          case ConnectTimeoutException late -> RouteFailure.CONNECT_TIMEOUT;
          case NoRouteToHostException unreachable -> RouteFailure.UNREACHABLE;
          case ConnectException refused -> RouteFailure.REFUSED;
          default -> RouteFailure.UNREACHABLE;
        };
    fail(kind, Progress.NOTHING_SENT);
  }

  private void sent() {
    sent = true;
    if (answer == null) {
      watchdog.expect(timeouts.response(), () -> fail(RouteFailure.RESPONSE_TIMEOUT));
    }
  }

  private void answered(HttpClientResponse response) {
    if (over) {
      return;
    }
    answer = response;
    watchdog.expect(timeouts.idle(), this::answerStopped);
    response.exceptionHandler(this::broke);
    exchange.answer(this, response);
  }

  /** Whoever does not take what is there for it is the one who stopped. */
  private void uploadStopped(HttpClientRequest request) {
    if (request.writeQueueFull()) {
      fail(RouteFailure.RESPONSE_TIMEOUT);
    } else {
      exchange.clientTooSlow();
    }
  }

  private void answerStopped() {
    if (exchange.clientStalls()) {
      exchange.cut();
    } else {
      fail(RouteFailure.STALLED);
    }
  }

  /** The whole response has gone to the client. */
  void done() {
    if (over) {
      return;
    }
    over = true;
    watchdog.stop();
    if (!sent && upstream != null) {
      // Answered before it had read everything: the rest is of no use to it.
      drop(upstream);
    }
    exchange.finished(this);
  }

  private void broke(Throwable failure) {
    boolean broken = failure instanceof IOException || failure instanceof HttpClosedException;
    fail(broken ? RouteFailure.RESET : RouteFailure.BAD_RESPONSE);
  }

  private void fail(RouteFailure failure) {
    fail(failure, answer == null ? body.progress() : Progress.ANSWERING);
  }

  private void fail(RouteFailure failure, Progress progress) {
    if (over) {
      return;
    }
    cancel();
    body.detach();
    exchange.failed(this, failure, progress);
  }
}

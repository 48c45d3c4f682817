package dev.ringmaster.router;

import dev.ringmaster.router.head.Problem;
import dev.ringmaster.router.head.Target;
import dev.ringmaster.router.head.VertxHead;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The first look at a request: what is refused at once, what is ours, and whose it is else. */
final class FrontDoor {
  private static final Set<String> REFUSED_METHODS = Set.of("CONNECT", "TRACE");

  private final Exchange.Shared shared;
  private volatile Backends backends = new Backends(List.of());

  FrontDoor(Exchange.Shared shared) {
    this.shared = shared;
  }

  void open(Backends now) {
    backends = now;
  }

  void receive(HttpServerRequest request) {
    request.pause();
    Target target = Target.of(request.uri());
    String authority = target.authority() == null ? request.getHeader("host") : target.authority();
    Backend backend = backends.of(authority);
    Problem problem =
        target.utf8Origin() == null
            ? new Problem(400, "bad-target", "The target's bytes are not UTF-8")
            : problem(request, backend);
    if (problem != null || backend == null) {
      refuse(request, problem);
      return;
    }
    LocalApi local = backend.local();
    if (local != null && local.owns(target.path())) {
      LocalReplies.serve(request, target.path(), local);
      return;
    }
    RandomGenerator random = ThreadLocalRandom.current();
    new Exchange(
            shared,
            backend,
            request,
            target,
            authority,
            backend
                .dispatcher()
                .dispatch(new VertxHead(request, target), random, System.nanoTime()))
        .start();
  }

  /** What the parser could not take: it is answered, and ends the connection. */
  void refuseUnparsed(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    Problem problem =
        switch (cause) {
          case TooLongHttpLineException line ->
              new Problem(414, "target-too-long", "The request line is too long");
          case TooLongHttpHeaderException fields ->
              new Problem(431, "fields-too-long", "The request's header fields are too long");
          case null, default -> new Problem(400, "bad-request", "This is no HTTP request");
        };
    problem.sendAndClose(request);
  }

  private @Nullable Problem problem(HttpServerRequest request, @Nullable Backend backend) {
    if (REFUSED_METHODS.contains(request.method().name())) {
      return new Problem(405, "method-refused", "This method is not forwarded");
    }
    if (ambiguous(request)) {
      return new Problem(400, "ambiguous-request", "The request has no single Host or framing");
    }
    String expect = request.getHeader("expect");
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      return new Problem(417, "unknown-expectation", "Only 100-continue can be expected");
    }
    String upgrade = request.getHeader("upgrade");
    if (upgrade != null && !upgrade.toLowerCase(Locale.ROOT).startsWith("h2c")) {
      return new Problem(501, "upgrade-not-supported", "This upgrade is not supported");
    }
    if (shared.heads().looped(request.headers())) {
      return new Problem(508, "loop", "The request has passed this router before");
    }
    return backend == null
        ? new Problem(404, "unknown-host", "No balancer serves this host")
        : null;
  }

  /** RFC 9112, 3.2 and 6.3: what two readers may read differently is forwarded to none. */
  private static boolean ambiguous(HttpServerRequest request) {
    int hosts = request.headers().getAll("host").size();
    List<String> codings = request.headers().getAll("transfer-encoding");
    boolean framed =
        codings.isEmpty() || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"));
    return !framed || hosts > 1 || (hosts == 0 && request.version() != HttpVersion.HTTP_1_0);
  }

  private static void refuse(HttpServerRequest request, @Nullable Problem problem) {
    if (problem != null && problem.status() == 400) {
      problem.sendAndClose(request);
      return;
    }
    if (problem != null) {
      if (problem.status() == 405) {
        request.response().putHeader("allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");
      }
      var unused = problem.send(request.response());
    }
    request.resume();
  }
}

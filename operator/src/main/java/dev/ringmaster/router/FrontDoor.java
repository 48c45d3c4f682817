package dev.ringmaster.router;

import dev.ringmaster.router.head.Problem;
import dev.ringmaster.router.head.Target;
import dev.ringmaster.router.head.VertxHead;
import dev.ringmaster.routing.Dispatch;
import dev.ringmaster.traffic.Refusal;
import dev.ringmaster.traffic.RefusalListener;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The first look at a request: what is refused at once, what is ours, and whose it is else. */
final class FrontDoor {
  private static final Set<String> REFUSED_METHODS = Set.of("CONNECT", "TRACE");

  private final Exchange.Shared shared;
  private final RefusalListener refusals;
  private volatile Backends backends = new Backends(List.of());

  FrontDoor(Exchange.Shared shared, RefusalListener refusals) {
    this.shared = shared;
    this.refusals = refusals;
  }

  void open(Backends now) {
    backends = now;
  }

  /** On a port that all balancers share. */
  void receive(HttpServerRequest request) {
    receive(request, backends::of);
  }

  /** On the own port of one of them, which takes every Host. */
  void receive(HttpServerRequest request, String id) {
    receive(request, authority -> backends.named(id));
  }

  private void receive(
      HttpServerRequest request, Function<@Nullable String, @Nullable Backend> choice) {
    request.pause();
    Target target = Target.of(request.uri());
    String authority = target.authority() == null ? request.getHeader("host") : target.authority();
    Backend backend = choice.apply(authority);
    Refusal refusal = target.utf8Origin() == null ? Refusal.BAD_TARGET : refusal(request, backend);
    if (refusal != null || backend == null) {
      refuse(request, refusal);
      return;
    }
    LocalApi local = backend.local();
    if (local != null && local.owns(target.path())) {
      LocalReplies.serve(request, target.path(), local, refusals);
      return;
    }
    RandomGenerator random = ThreadLocalRandom.current();
    long now = System.nanoTime();
    Dispatch dispatch = backend.dispatcher().dispatch(new VertxHead(request, target), random, now);
    new Exchange(shared, backend, request, target, authority, dispatch, now).start();
  }

  /** What the parser could not take: it is answered, and ends the connection. */
  void refuseUnparsed(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    Refusal refusal =
        switch (cause) {
          case TooLongHttpLineException line -> Refusal.TARGET_TOO_LONG;
          case TooLongHttpHeaderException fields -> Refusal.FIELDS_TOO_LONG;
          case null, default -> Refusal.BAD_REQUEST;
        };
    refusals.refused(refusal);
    Problem.of(refusal).sendAndClose(request);
  }

  private @Nullable Refusal refusal(HttpServerRequest request, @Nullable Backend backend) {
    if (REFUSED_METHODS.contains(request.method().name())) {
      return Refusal.METHOD_REFUSED;
    }
    if (ambiguous(request)) {
      return Refusal.AMBIGUOUS_REQUEST;
    }
    String expect = request.getHeader("expect");
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      return Refusal.UNKNOWN_EXPECTATION;
    }
    String upgrade = request.getHeader("upgrade");
    if (upgrade != null && !upgrade.toLowerCase(Locale.ROOT).startsWith("h2c")) {
      return Refusal.UPGRADE_NOT_SUPPORTED;
    }
    if (shared.heads().looped(request.headers())) {
      return Refusal.LOOP;
    }
    return backend == null ? Refusal.UNKNOWN_HOST : null;
  }

  /** RFC 9112, 3.2 and 6.3: what two readers may read differently is forwarded to none. */
  private static boolean ambiguous(HttpServerRequest request) {
    int hosts = request.headers().getAll("host").size();
    List<String> codings = request.headers().getAll("transfer-encoding");
    boolean framed =
        codings.isEmpty() || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"));
    return !framed || hosts > 1 || (hosts == 0 && request.version() != HttpVersion.HTTP_1_0);
  }

  private void refuse(HttpServerRequest request, @Nullable Refusal refusal) {
    if (refusal != null) {
      refusals.refused(refusal);
      if (refusal.status() == 400) {
        Problem.of(refusal).sendAndClose(request);
        return;
      }
      if (refusal == Refusal.METHOD_REFUSED) {
        request.response().putHeader("allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");
      }
      var unused = Problem.of(refusal).send(request.response());
    }
    request.resume();
  }
}

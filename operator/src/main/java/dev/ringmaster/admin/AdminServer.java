package dev.ringmaster.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Supplier;

/** The admin port: says whether the process lives and whether it can serve. */
public final class AdminServer {
  private final Vertx vertx;
  private final Supplier<Optional<String>> unready;

  /**
   * A server that does not listen yet.
   *
   * @param unready why the process can't serve now; empty when it can
   */
  public AdminServer(Vertx vertx, Supplier<Optional<String>> unready) {
    this.vertx = vertx;
    this.unready = unready;
  }

  /**
   * Listens.
   *
   * @param port 0 for any
   * @return the port; fails with the system's reason where it can't be had
   */
  public Future<Integer> listen(String host, int port) {
    Router router = Router.router(vertx);
    router.get("/livez").handler(context -> answer(context, 200, "ok"));
    router.get("/readyz").handler(this::ready);
    return vertx
        .createHttpServer(new HttpServerOptions().setHost(host).setPort(port))
        .requestHandler(router)
        .listen()
        .map(HttpServer::actualPort);
  }

  private void ready(RoutingContext context) {
    Optional<String> reason = unready.get();
    answer(context, reason.isEmpty() ? 200 : 503, reason.orElse("ok"));
  }

  private static void answer(RoutingContext context, int status, String text) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "text/plain; charset=utf-8")
        .putHeader("cache-control", "no-store")
        .end(text + "\n");
  }
}

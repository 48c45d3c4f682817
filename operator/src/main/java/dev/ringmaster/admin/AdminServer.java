package dev.ringmaster.admin;

import dev.ringmaster.access.AdminAccess;
import dev.ringmaster.admin.gate.Gate;
import dev.ringmaster.admin.tls.TlsFiles;
import dev.ringmaster.admin.web.Answers;
import dev.ringmaster.admin.web.Problem;
import dev.ringmaster.admin.web.Refused;
import dev.ringmaster.admin.web.SameOrigin;
import dev.ringmaster.view.BalancerDirectory;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The admin port, on one or more addresses. */
public final class AdminServer {
  /** Above the longest wait of a call, which is for replicas to become ready. */
  private static final int IDLE_SECONDS = 60;

  private final Vertx vertx;
  private final List<Route> routes;
  private final @Nullable TlsFiles tls;
  private final Gate gate;
  private final Router router;

  /**
   * What the port shows.
   *
   * @param unready why the process can't serve now; empty when it can
   * @param balancers that run here
   * @param defects hears of errors of ours, on any thread
   */
  public record Sources(
      Supplier<Optional<String>> unready,
      BalancerDirectory balancers,
      MetricsPage metrics,
      LogLevel logLevel,
      Consumer<Throwable> defects) {}

  private AdminServer(
      Vertx vertx,
      List<Route> routes,
      @Nullable AdminAccess access,
      @Nullable TlsFiles tls,
      Consumer<Throwable> defects) {
    this.vertx = vertx;
    this.routes = routes;
    this.tls = tls;
    gate = new Gate(access);
    router = router(defects);
  }

  /** A server that lets anybody do everything and does not listen yet. */
  public static AdminServer open(Vertx vertx, Sources sources) {
    return new AdminServer(vertx, routes(sources), null, null, sources.defects());
  }

  /**
   * A server that asks who may do what, and does not listen yet.
   *
   * @param tls null for none
   */
  public static AdminServer guarded(
      Vertx vertx, Sources sources, AdminAccess access, @Nullable TlsFiles tls) {
    return new AdminServer(vertx, routes(sources), access, tls, sources.defects());
  }

  /**
   * A server that tells anybody how the process is, nothing else, and does not listen yet.
   *
   * @param unready as of {@link Sources}
   * @param ready what it says when it can serve
   * @param defects as of {@link Sources}
   */
  public static AdminServer probes(
      Vertx vertx,
      Supplier<Optional<String>> unready,
      Supplier<String> ready,
      Consumer<Throwable> defects) {
    return new AdminServer(vertx, ProcessRoutes.probes(unready, ready), null, null, defects);
  }

  private static List<Route> routes(Sources sources) {
    List<Route> routes = new ArrayList<>(ProcessRoutes.probes(sources.unready(), () -> "ok"));
    routes.addAll(new ProcessRoutes(sources.metrics(), sources.logLevel()).all());
    routes.addAll(new BalancerRoutes(sources.balancers()).all());
    return routes;
  }

  /**
   * Listens on one more address.
   *
   * @param port 0 for any
   * @return the port; fails with the system's reason where it can't be had
   */
  public CompletionStage<Integer> listen(String host, int port) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setIdleTimeout(IDLE_SECONDS)
            .setHandle100ContinueAutomatically(true);
    if (tls != null) {
      tls.secure(options);
    }
    return vertx
        .createHttpServer(options)
        .connectionHandler(connection -> connection.exceptionHandler(broken -> {}))
        .invalidRequestHandler(AdminServer::unparsed)
        .requestHandler(router)
        .listen()
        .onSuccess(this::follow)
        .map(HttpServer::actualPort)
        .toCompletionStage();
  }

  private void follow(HttpServer server) {
    if (tls != null) {
      tls.follow(vertx, server);
    }
  }

  /** All operations, as {@code GET /livez}. */
  List<String> operations() {
    return routes.stream().map(route -> route.method() + " " + route.path()).toList();
  }

  private Router router(Consumer<Throwable> defects) {
    Router router = Router.router(vertx);
    router.route().handler(Answers::decodable);
    router.route().handler(SameOrigin::guard);
    routes.stream()
        .collect(Collectors.groupingBy(Route::pattern, LinkedHashMap::new, Collectors.toList()))
        .forEach((pattern, same) -> {
          Map<String, Route> byMethod = new TreeMap<>();
          same.forEach(route -> byMethod.put(route.method().name(), route));
          router.route(pattern).handler(context -> serve(context, byMethod));
        });
    router
        .route()
        .handler(context -> {
          throw new Refused(Problem.notFound("Nothing is at " + context.normalizedPath()));
        });
    router.route().failureHandler(context -> Answers.failed(context, defects));
    return router;
  }

  private void serve(RoutingContext context, Map<String, Route> byMethod) {
    String method = context.request().method().name();
    Route route = byMethod.get(method.equals("HEAD") ? HttpMethod.GET.name() : method);
    if (route == null) {
      context.response().putHeader("allow", allowed(byMethod));
      throw new Refused(
          Problem.notAllowed("method: got %s, expected %s".formatted(method, allowed(byMethod))));
    }
    gate.pass(context, route.requirement(), () -> route.handler().handle(context));
  }

  private static String allowed(Map<String, Route> byMethod) {
    return byMethod.keySet().stream()
        .map(method -> method.equals("GET") ? "GET, HEAD" : method)
        .collect(Collectors.joining(", "));
  }

  private static void unparsed(HttpServerRequest request) {
    new Problem(400, "bad-request", "The request can't be understood", "This is no HTTP request")
        .send(request.response().putHeader("connection", "close"));
  }
}

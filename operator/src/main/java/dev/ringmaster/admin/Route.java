package dev.ringmaster.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * One operation of the admin port.
 *
 * @param path with parameters as OpenAPI writes them: {@code /a/{b}}
 */
record Route(HttpMethod method, String path, Handler<RoutingContext> handler) {
  /** The path as Vert.x Web writes it: {@code /a/:b}. */
  String pattern() {
    return path.replaceAll("\\{(\\w+)}", ":$1");
  }

  static Route get(String path, Handler<RoutingContext> handler) {
    return new Route(HttpMethod.GET, path, handler);
  }

  static Route post(String path, Handler<RoutingContext> handler) {
    return new Route(HttpMethod.POST, path, handler);
  }
}

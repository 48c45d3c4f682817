package dev.ringmaster.admin;

import dev.ringmaster.admin.gate.Requirement;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * One operation of the admin port.
 *
 * @param path with parameters as OpenAPI writes them: {@code /a/{b}}
 * @param requirement of whoever asks for it
 */
record Route(
    HttpMethod method, String path, Requirement requirement, Handler<RoutingContext> handler) {
  /** The path as Vert.x Web writes it: {@code /a/:b}. */
  String pattern() {
    return path.replaceAll("\\{(\\w+)}", ":$1");
  }

  static Route get(String path, Requirement requirement, Handler<RoutingContext> handler) {
    return new Route(HttpMethod.GET, path, requirement, handler);
  }

  static Route post(String path, Requirement requirement, Handler<RoutingContext> handler) {
    return new Route(HttpMethod.POST, path, requirement, handler);
  }
}

package dev.ringmaster.admin;

import dev.ringmaster.admin.gate.Requirement;
import dev.ringmaster.admin.web.Answers;
import dev.ringmaster.admin.web.JsonFields;
import dev.ringmaster.admin.web.Refused;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** What is asked of the process, whatever balancers it has. */
final class ProcessRoutes {
  private static final String PLAIN = "text/plain; charset=utf-8";

  private static final String LOG_LEVEL = "/api/v1/log-level";

  private final MetricsPage metrics;
  private final LogLevel logLevel;

  ProcessRoutes(MetricsPage metrics, LogLevel logLevel) {
    this.metrics = metrics;
    this.logLevel = logLevel;
  }

  List<Route> all() {
    return List.of(
        Route.get("/metrics", Requirement.path("get", "/metrics"), this::metrics),
        Route.get(
            "/openapi.yaml", Requirement.path("get", "/openapi.yaml"), ProcessRoutes::document),
        Route.get(LOG_LEVEL, Requirement.path("get", LOG_LEVEL), this::level),
        new Route(HttpMethod.PUT, LOG_LEVEL, Requirement.path("put", LOG_LEVEL), this::setLevel));
  }

  /**
   * What is asked of the process by those who watch over it, and may be anybody.
   *
   * @param unready why the process can't serve now; empty when it can
   * @param ready what it says then
   */
  static List<Route> probes(Supplier<Optional<String>> unready, Supplier<String> ready) {
    return List.of(
        Route.get(
            "/livez", Requirement.open(), context -> Answers.text(context, 200, PLAIN, "ok\n")),
        Route.get("/readyz", Requirement.open(), context -> ready(context, unready.get(), ready)));
  }

  private static void ready(
      RoutingContext context, Optional<String> reason, Supplier<String> ready) {
    Answers.text(context, reason.isEmpty() ? 200 : 503, PLAIN, reason.orElseGet(ready) + "\n");
  }

  private void metrics(RoutingContext context) {
    String accept = Objects.requireNonNullElse(context.request().getHeader("accept"), "");
    Answers.worked(
        context,
        () -> metrics.page(accept),
        page -> Answers.text(context, 200, page.contentType(), page.text()));
  }

  private static void document(RoutingContext context) {
    Answers.worked(
        context,
        ProcessRoutes::document,
        text -> Answers.text(context, 200, "application/yaml", text));
  }

  private static String document() {
    try (InputStream file = ProcessRoutes.class.getResourceAsStream("openapi.yaml")) {
      byte[] bytes = Objects.requireNonNull(file, "openapi.yaml").readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void level(RoutingContext context) {
    Answers.json(context, new JsonObject().put("level", logLevel.get()));
  }

  private void setLevel(RoutingContext context) {
    Answers.body(
        context,
        body -> {
          String level = JsonFields.of(body, "level").string("level");
          if (!logLevel.set(level)) {
            throw Refused.badRequest(
                "level: got \"%s\", expected a level such as \"info\" or \"debug\""
                    .formatted(level));
          }
          level(context);
        });
  }
}

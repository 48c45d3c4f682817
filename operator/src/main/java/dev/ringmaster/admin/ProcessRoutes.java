package dev.ringmaster.admin;

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

  private final Supplier<Optional<String>> unready;
  private final MetricsPage metrics;
  private final LogLevel logLevel;

  ProcessRoutes(Supplier<Optional<String>> unready, MetricsPage metrics, LogLevel logLevel) {
    this.unready = unready;
    this.metrics = metrics;
    this.logLevel = logLevel;
  }

  List<Route> all() {
    return List.of(
        Route.get("/livez", context -> Answers.text(context, 200, PLAIN, "ok\n")),
        Route.get("/readyz", this::ready),
        Route.get("/metrics", this::metrics),
        Route.get("/openapi.yaml", ProcessRoutes::document),
        Route.get("/api/v1/log-level", this::level),
        new Route(HttpMethod.PUT, "/api/v1/log-level", this::setLevel));
  }

  private void ready(RoutingContext context) {
    Optional<String> reason = unready.get();
    Answers.text(context, reason.isEmpty() ? 200 : 503, PLAIN, reason.orElse("ok") + "\n");
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

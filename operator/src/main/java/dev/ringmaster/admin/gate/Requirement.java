package dev.ringmaster.admin.gate;

import dev.ringmaster.access.Need;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** What an operation requires of who asks for it. */
public sealed interface Requirement {
  /** Nothing: it tells no secret. */
  record Open() implements Requirement {}

  /**
   * One right.
   *
   * @param need by the request and its body
   */
  record One(BiFunction<RoutingContext, byte[], Need> need) implements Requirement {}

  /**
   * The right to list all balancers; or else those are shown whose namespace may be listed.
   *
   * @param namespaces in which there are any now
   */
  record Listing(Supplier<Collection<String>> namespaces) implements Requirement {}

  static Requirement open() {
    return new Open();
  }

  /** A right on the path itself. */
  static Requirement path(String verb, String path) {
    return new One((context, body) -> new Need.OfPath(verb, path));
  }

  /** A right on the balancer that the path names, whatever the body. */
  static Requirement balancer(BiFunction<String, String, Need> need) {
    return new One(
        (context, body) -> need.apply(context.pathParam("namespace"), context.pathParam("name")));
  }
}

package dev.ringmaster.admin.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/**
 * Keeps web pages of others from changing anything.
 *
 * <p>The attack. The admin port asks nobody who they are where it listens on loopback, and any page
 * that the user's browser shows may send it requests: a form or a {@code fetch} without preflight
 * is sent before the browser refuses to show the answer (CSRF). A page may even become of the same
 * origin as this server, by a name of its own that suddenly resolves to 127.0.0.1 (DNS rebinding).
 * Browsers put the page's origin into each request that is no GET or HEAD; programs such as curl
 * send none. So an origin, where there is one, must be the one that the request went to, and its
 * host {@code localhost} or an address, which no name server can lend to anybody.
 */
public final class SameOrigin {
  private static final Pattern ADDRESS =
      Pattern.compile("(?i)(localhost|\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+])(:\\d+)?");

  private SameOrigin() {}

  /** Lets a request pass or refuses it. */
  public static void guard(RoutingContext context) {
    HttpServerRequest request = context.request();
    String origin = request.getHeader("origin");
    boolean reading =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (!reading && origin != null && !own(origin, request)) {
      throw new Refused(
          Problem.forbidden(
              "Origin: got %s, expected none or this server's, reached by address or as localhost"
                  .formatted(origin)));
    }
    context.next();
  }

  private static boolean own(String origin, HttpServerRequest request) {
    String host = request.getHeader("host");
    return host != null
        && ADDRESS.matcher(host).matches()
        && origin.equalsIgnoreCase((request.isSSL() ? "https://" : "http://") + host);
  }
}

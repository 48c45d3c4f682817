package dev.ringmaster.app.analyze;

import dev.ringmaster.analyze.EndpointCheck;
import dev.ringmaster.app.analyze.client.Balancer;
import dev.ringmaster.app.analyze.client.Hello;
import dev.ringmaster.app.analyze.client.Wire;
import dev.ringmaster.app.cli.UserError;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Exercises every call of the classic contract, those that must be refused too. */
final class EndpointChecks {
  private static final String TOO_MANY_TO_ADD =
      "<Error> Length of hostname list is more than newly added instances";
  private static final String TOO_MANY_TO_REMOVE =
      "<Error> Length of hostname list is more than removable instances";
  private static final String NO_SUCH_PATH =
      "<Error> '/analyze-no-such-path' endpoint does not exist in server replicas";

  /** What must be refused, as n and alike. */
  private static final List<String> MALFORMED =
      List.of("{}", "{\"n\":0}", "{\"n\":-1}", "{\"n\":true}", "{\"n\":\"1\"}", "{\"n\":1e9}", "{");

  private final Balancer balancer;
  private final String name;
  private final List<EndpointCheck> checks = new ArrayList<>();

  /**
   * Checks that have not begun.
   *
   * @param name of a replica, one that the balancer has not
   */
  EndpointChecks(Balancer balancer, String name) {
    this.balancer = balancer;
    this.name = name;
  }

  /** Runs them; afterwards there are as many replicas as before. */
  List<EndpointCheck> run() throws InterruptedException, UserError {
    List<String> before = balancer.replicas();
    replicas(before);
    list(before, "");
    changes(before);
    refusals(before);
    list(balancer.replicas(), " after all of these");
    return List.copyOf(checks);
  }

  private void replicas(List<String> names) throws InterruptedException, UserError {
    check(
        HttpMethod.GET,
        "/home",
        "",
        "200 application/json, a greeting of one of " + String.join(", ", names),
        reply -> isJson(reply) && Hello.server(reply).filter(names::contains).isPresent());
    check(
        HttpMethod.GET,
        "/heartbeat",
        "",
        "200, empty body",
        reply -> reply.status() == 200 && reply.body().isEmpty());
    refused(HttpMethod.GET, "/analyze-no-such-path", "", NO_SUCH_PATH);
  }

  private void list(List<String> names, String when) throws InterruptedException, UserError {
    check(
        HttpMethod.GET,
        "/rep",
        "",
        "200, N = %d and the replicas%s".formatted(names.size(), when),
        reply -> lists(reply, names.size()));
  }

  private void changes(List<String> before) throws InterruptedException, UserError {
    int n = before.size();
    String named = body(1, name);
    check(
        HttpMethod.POST,
        "/add",
        named,
        "200, N = %d, %s among them".formatted(n + 1, name),
        reply -> lists(reply, n + 1) && reply.body().contains(name));
    refused(HttpMethod.POST, "/add", named, "<Error> ");
    check(
        HttpMethod.POST, "/add", "{\"n\":1}", "200, N = " + (n + 2), reply -> lists(reply, n + 2));
    check(
        HttpMethod.DELETE,
        "/rm",
        named,
        "200, N = %d, %s not among them".formatted(n + 1, name),
        reply -> lists(reply, n + 1) && !reply.body().contains(name));
    check(HttpMethod.DELETE, "/rm", "{\"n\":1}", "200, N = " + n, reply -> lists(reply, n));
  }

  private void refusals(List<String> before) throws InterruptedException, UserError {
    refused(HttpMethod.POST, "/add", body(1, name, name + "b"), TOO_MANY_TO_ADD);
    refused(HttpMethod.DELETE, "/rm", body(1, before.getFirst(), name), TOO_MANY_TO_REMOVE);
    refused(HttpMethod.POST, "/add", body(2, name, name), "<Error> ");
    refused(HttpMethod.DELETE, "/rm", body(1, name), "<Error> ");
    refused(HttpMethod.DELETE, "/rm", body(1000), "<Error> ");
    for (String malformed : MALFORMED) {
      refused(HttpMethod.POST, "/add", malformed, "<Error> ");
      refused(HttpMethod.DELETE, "/rm", malformed, "<Error> ");
    }
  }

  /**
   * Checks a refusal.
   *
   * @param message whole, or just how every refusal begins
   */
  private void refused(HttpMethod method, String path, String body, String message)
      throws InterruptedException, UserError {
    boolean whole = !message.equals("<Error> ");
    check(
        method,
        path,
        body,
        "400 " + (whole ? message : "<Error> and a reason"),
        reply ->
            reply.status() == 400
                && isJson(reply)
                && Hello.refusal(reply)
                    .filter(text -> whole ? text.equals(message) : text.length() > message.length())
                    .isPresent());
  }

  private void check(
      HttpMethod method, String path, String body, String expected, Predicate<Wire.Reply> right)
      throws InterruptedException, UserError {
    Wire.Reply reply = balancer.call(method, path, body);
    checks.add(
        new EndpointCheck(
            "%s %s %s".formatted(method, path, body).strip(),
            expected,
            reply.toString(),
            right.test(reply)));
  }

  private static boolean lists(Wire.Reply reply, int n) {
    return isJson(reply) && Hello.replicas(reply).filter(names -> names.size() == n).isPresent();
  }

  private static boolean isJson(Wire.Reply reply) {
    return reply.type().startsWith("application/json");
  }

  private static String body(int n, String... hostnames) {
    return new JsonObject()
        .put("n", n)
        .put("hostnames", new JsonArray(List.of(hostnames)))
        .encode();
  }
}

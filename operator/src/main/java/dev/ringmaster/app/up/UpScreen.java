package dev.ringmaster.app.up;

import dev.ringmaster.app.terminal.Colors;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.routing.key.KeySource;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.RoutingSpec;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The screen that {@code up} shows once everything is routable. */
record UpScreen(
    String url, String admin, Map<LoadBalancerModel, List<Replica>> balancers, OnStop onStop) {
  private static final int SHOWN = 10;

  void print(PrintStream out) {
    out.println();
    out.println("Ringmaster is up: " + url + "   (admin " + admin + ")");
    balancers.forEach((model, replicas) -> balancer(out, model, replicas));
    out.println();
    out.println("Try");
    suggestions(balancers.keySet().iterator().next()).forEach(line -> out.println("  " + line));
    out.println();
    out.println(
        switch (onStop) {
          case REMOVE -> "Ctrl-C drains and stops.";
          case KEEP -> "Ctrl-C stops; the replicas run on, and the next up adopts them.";
        });
  }

  private static void balancer(PrintStream out, LoadBalancerModel model, List<Replica> replicas) {
    out.println();
    out.printf(
        "%s   %s   %s%n",
        Colors.out().bold(model.id()),
        Colors.out().green("%d of %d ready".formatted(replicas.size(), replicas.size())),
        placement(model.routing()));
    for (Replica replica : replicas.subList(0, Math.min(SHOWN, replicas.size()))) {
      String line =
          "  ordinal %-3d %-12s %s:%-6d %s"
              .formatted(
                  replica.ordinal(),
                  replica.name(),
                  replica.host(),
                  replica.port(),
                  replica.runtimeId());
      out.println(line.stripTrailing());
    }
    if (replicas.size() > SHOWN) {
      out.println("  and " + (replicas.size() - SHOWN) + " more");
    }
  }

  private static String placement(RoutingSpec routing) {
    return switch (routing.algorithm()) {
      case RING, MAGLEV, RENDEZVOUS ->
          "by "
              + routing.algorithm().toString().toLowerCase(Locale.ROOT)
              + ", key: "
              + routing.keys().stream().map(KeySource::text).collect(Collectors.joining(", else "));
      case CLASSIC -> "by the classic algorithm, a random request id";
    };
  }

  private List<String> suggestions(LoadBalancerModel model) {
    String header =
        model.routing().keys().stream()
            .filter(KeySource.Header.class::isInstance)
            .map(source -> "-H '" + ((KeySource.Header) source).name() + ": alice' ")
            .findFirst()
            .orElse("");
    String path = LoadBalancerModel.isSampleImage(model.template().image()) ? "/home" : "/";
    String host = balancers.size() > 1 ? "-H 'Host: " + model.name() + "' " : "";
    String first = "curl " + host + header + url + path;
    String same = header.isEmpty() ? "" : "   # the same replica every time";
    if (!model.routing().classic()) {
      return List.of(first + same);
    }
    return List.of(
        first + same,
        "curl " + host + url + "/rep",
        "curl -X POST " + host + url + "/add -d '{\"n\":1}'",
        "curl -X DELETE " + host + url + "/rm -d '{\"n\":1}'");
  }
}

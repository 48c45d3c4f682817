package dev.ringmaster.app.command;

import dev.ringmaster.app.terminal.Colors;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The admin port's list for people: a line on each balancer and a table of its replicas. */
final class StatusTable {
  private StatusTable() {}

  static String of(JsonObject status, Colors colors) {
    StringBuilder text = new StringBuilder();
    for (Object balancer : status.getJsonArray("balancers")) {
      describe((JsonObject) balancer, colors, text);
    }
    return text.isEmpty() ? "no balancers" : text.toString();
  }

  private static void describe(JsonObject balancer, Colors colors, StringBuilder text) {
    JsonObject ring = balancer.getJsonObject("ring", new JsonObject());
    int replicas = balancer.getInteger("replicas", 0);
    int ready = balancer.getInteger("readyReplicas", 0);
    String count = "%d of %d ready".formatted(ready, replicas);
    text.append(colors.bold(balancer.getString("namespace") + "/" + balancer.getString("name")))
        .append("   ")
        .append(ready < replicas ? colors.red(count) : colors.green(count))
        .append("   by ")
        .append(balancer.getString("algorithm"))
        .append(", key: ")
        .append(
            balancer.getJsonArray("keys", new JsonArray()).stream()
                .map(StatusTable::key)
                .collect(Collectors.joining(", else ")))
        .append("   ring ")
        .append(ring.getValue("checksum", "-"))
        .append(", peak/mean ")
        .append(decimal(ring.getValue("peakToMean")))
        .append(System.lineSeparator());
    Columns columns =
        new Columns(
            "ORDINAL", "NAME", "STATE", "ADDRESS", "WEIGHT", "SHARE", "IN-FLIGHT", "RUNTIME");
    balancer.getJsonArray("members", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .forEach(member -> columns.add(cells(member)));
    columns.print(text, colors);
    text.append(System.lineSeparator());
  }

  private static List<String> cells(JsonObject member) {
    List<String> cells = new ArrayList<>();
    for (String field : List.of("ordinal", "name", "state", "address", "weight")) {
      cells.add(cell(member, field));
    }
    cells.add(percent(member.getValue("share")));
    cells.add(cell(member, "inFlight"));
    cells.add(cell(member, "runtimeId"));
    return cells;
  }

  private static String cell(JsonObject member, String field) {
    Object value = member.getValue(field);
    String text = value == null ? "" : value.toString();
    // A name or an id may come from elsewhere: no control characters on a terminal.
    return text.isBlank() ? "-" : text.replaceAll("\\p{Cc}", " ");
  }

  private static String key(Object source) {
    return source instanceof JsonObject fields
        ? fields.stream()
            .map(field -> field.getKey() + " " + field.getValue())
            .collect(Collectors.joining(" "))
            .replace(" {}", "")
        : String.valueOf(source);
  }

  private static String percent(Object share) {
    return share instanceof Number part
        ? String.format(Locale.ROOT, "%.1f %%", part.doubleValue() * 100)
        : "-";
  }

  private static String decimal(Object value) {
    return value instanceof Number number
        ? String.format(Locale.ROOT, "%.2f", number.doubleValue())
        : "-";
  }
}

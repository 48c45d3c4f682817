package dev.ringmaster.admin;

import dev.ringmaster.scale.DesiredScale;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code /add} and {@code /rm}. */
record ScaleRequest(int n, List<String> hostnames) {
  private static final int MAX_NAME = 253;

  static ScaleRequest parse(byte[] body) {
    JsonObject json = object(body);
    return new ScaleRequest(number(json.getValue("n")), names(json.getValue("hostnames")));
  }

  /** Whether a body names replicas; one that can't be read does not, and will be refused. */
  static boolean hasNames(byte[] body) {
    try {
      return !parse(body).hostnames().isEmpty();
    } catch (BadRequest unread) {
      return false;
    }
  }

  ClassicApi.Change add() {
    return (scaling, answer) -> scaling.add(n, hostnames, answer);
  }

  ClassicApi.Change remove() {
    return (scaling, answer) -> scaling.remove(n, hostnames, answer);
  }

  private static JsonObject object(byte[] body) {
    try {
      return new JsonObject(new String(body, StandardCharsets.UTF_8));
    } catch (DecodeException | ClassCastException malformed) {
      throw new BadRequest(
          "The body is not a JSON object such as {\"n\":1,\"hostnames\":[\"S1\"]}");
    }
  }

  private static int number(@Nullable Object n) {
    long value = n instanceof Integer small ? small : n instanceof Long big ? big : 0;
    if (value < 1 || value > DesiredScale.MAX_REPLICAS) {
      throw new BadRequest("n must be a whole number from 1 to " + DesiredScale.MAX_REPLICAS);
    }
    return (int) value;
  }

  private static List<String> names(@Nullable Object hostnames) {
    if (hostnames == null) {
      return List.of();
    }
    if (!(hostnames instanceof JsonArray array)) {
      throw new BadRequest("hostnames must be a list of names");
    }
    List<String> names = new ArrayList<>();
    for (Object name : array) {
      if (!(name instanceof String text) || !legal(text)) {
        throw new BadRequest(
            "Each hostname must be a string of 1 to %d printable characters".formatted(MAX_NAME));
      }
      names.add(text);
    }
    return names;
  }

  private static boolean legal(String name) {
    return !name.isBlank()
        && name.length() <= MAX_NAME
        && name.chars().noneMatch(Character::isISOControl);
  }

  /** Refused before anything was asked for. */
  static final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    BadRequest(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }
}

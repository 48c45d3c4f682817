package dev.ringmaster.admin.web;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object that a request brought; what is not as expected is refused. */
public final class JsonFields {
  private final JsonObject object;

  private JsonFields(JsonObject object) {
    this.object = object;
  }

  /**
   * Reads a body.
   *
   * @param known all fields that it may have
   * @throws Refused where it is no such object
   */
  public static JsonFields of(byte[] body, String... known) {
    JsonObject object = object(body, known[0]);
    for (String field : object.fieldNames()) {
      if (!List.of(known).contains(field)) {
        throw Refused.badRequest(
            "%s: unknown field, expected only %s".formatted(field, String.join(", ", known)));
      }
    }
    return new JsonFields(object);
  }

  /**
   * Reads a body for a reader that knows its fields.
   *
   * @throws Refused where it is no JSON object
   */
  public static Map<String, Object> tree(byte[] body) {
    return object(body, "replicas").getMap();
  }

  private static JsonObject object(byte[] body, String field) {
    try {
      if (Json.decodeValue(new String(body, StandardCharsets.UTF_8)) instanceof JsonObject object) {
        return object;
      }
    } catch (DecodeException malformed) {
      // Refused below: the parser's own words tell positions in a text that the client knows.
    }
    throw Refused.badRequest(
        "body: got no JSON object, expected one with the field \"%s\"".formatted(field));
  }

  /** A whole number. */
  public int integer(String field, int min, int max) {
    Object value = object.getValue(field);
    if (value instanceof Integer number && number >= min && number <= max) {
      return number;
    }
    throw wrong(field, value, "a whole number from %d to %d".formatted(min, max));
  }

  /** A string. */
  public String string(String field) {
    Object value = object.getValue(field);
    if (value instanceof String text) {
      return text;
    }
    throw wrong(field, value, "a string");
  }

  private Refused wrong(String field, @Nullable Object value, String expected) {
    String got = object.containsKey(field) ? Json.encode(value) : "nothing";
    return Refused.badRequest("%s: got %s, expected %s".formatted(field, got, expected));
  }
}

package dev.ringmaster.app.analyze.client;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Reads the contract's bodies: exactly these fields, or nothing. */
public final class Hello {
  private static final String GREETING = "Hello from Server: ";

  private Hello() {}

  /** The replica that answered {@code /home}. */
  public static Optional<String> server(Wire.Reply reply) {
    if (reply.status() != 200) {
      return Optional.empty();
    }
    return object(reply.body())
        .filter(json -> json.size() == 2 && "successful".equals(json.getValue("status")))
        .map(json -> json.getValue("message"))
        .filter(message -> message instanceof String text && text.startsWith(GREETING))
        .map(message -> message.toString().substring(GREETING.length()));
  }

  /** The names of {@code /rep}, {@code /add} and {@code /rm}. */
  public static Optional<List<String>> replicas(Wire.Reply reply) {
    if (reply.status() != 200) {
      return Optional.empty();
    }
    return object(reply.body())
        .filter(json -> json.size() == 2 && "successful".equals(json.getValue("status")))
        .map(json -> json.getValue("message"))
        .filter(JsonObject.class::isInstance)
        .flatMap(message -> names((JsonObject) message));
  }

  private static Optional<List<String>> names(JsonObject message) {
    if (message.size() != 2
        || !(message.getValue("replicas") instanceof JsonArray array)
        || !array.stream().allMatch(String.class::isInstance)
        || !Integer.valueOf(array.size()).equals(message.getValue("N"))) {
      return Optional.empty();
    }
    return Optional.of(array.stream().map(String.class::cast).toList());
  }

  /** The text of a refusal of the classic calls. */
  public static Optional<String> refusal(Wire.Reply reply) {
    return object(reply.body())
        .filter(json -> json.size() == 2 && "failure".equals(json.getValue("status")))
        .map(json -> json.getValue("message"))
        .filter(message -> message instanceof String text && text.startsWith("<Error> "))
        .map(Object::toString);
  }

  private static Optional<JsonObject> object(String body) {
    try {
      return Optional.of(new JsonObject(body));
    } catch (DecodeException | ClassCastException malformed) {
      return Optional.empty();
    }
  }
}

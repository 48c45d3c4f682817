package dev.ringmaster.app.state;

import dev.ringmaster.pool.loop.PoolMemory;
import dev.ringmaster.pool.process.ChildRecord;
import dev.ringmaster.scale.DesiredScale;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state as JSON. Every field must be there: a file of ours always has them all, and one that
 * has not was torn or is somebody else's.
 */
final class StateCodec {
  private StateCodec() {}

  static JsonObject encode(BalancerState state) {
    PoolMemory.Names names = state.memory().names();
    return new JsonObject()
        .put("applied", encode(state.applied()))
        .put("desired", encode(state.desired()))
        .put("incarnation", state.memory().incarnation())
        .put(
            "names",
            new JsonObject()
                .put("last", names.last())
                .put("skipped", array(names.skipped()))
                .put("spent", array(names.spent()))
                .put("named", array(names.named()))
                .put("asked", encode(names.asked())))
        .put("replicas", array(state.children().stream().map(StateCodec::encode).toList()));
  }

  private static JsonObject encode(DesiredScale scale) {
    return new JsonObject()
        .put("replicas", scale.replicas())
        .put("reserveOrdinals", array(scale.reserve()));
  }

  private static JsonObject encode(SortedMap<Integer, String> byOrdinal) {
    JsonObject object = new JsonObject();
    byOrdinal.forEach((ordinal, name) -> object.put(Integer.toString(ordinal), name));
    return object;
  }

  private static JsonObject encode(ChildRecord child) {
    return new JsonObject()
        .put("ordinal", child.ordinal())
        .put("incarnation", child.incarnation())
        .put("name", child.name())
        .put("revision", child.revision())
        .put("port", child.port())
        .put("pid", child.pid())
        .put("birth", child.birth());
  }

  private static JsonArray array(Collection<?> items) {
    return new JsonArray(new ArrayList<>(items));
  }

  /**
   * Reads what {@link #encode} made.
   *
   * @throws RuntimeException where it is anything else: of what kind depends on what is wrong
   */
  static BalancerState decode(JsonObject json) {
    JsonObject names = present(json.getJsonObject("names"));
    return new BalancerState(
        scale(present(json.getJsonObject("applied"))),
        scale(present(json.getJsonObject("desired"))),
        new PoolMemory(
            present(json.getLong("incarnation")),
            new PoolMemory.Names(
                present(names.getLong("last")),
                strings(names, "skipped").collect(Collectors.toCollection(TreeSet::new)),
                strings(names, "spent").toList(),
                ordinals(names, "named"),
                byOrdinal(present(names.getJsonObject("asked"))))),
        items(json, "replicas", item -> child((JsonObject) item)));
  }

  private static DesiredScale scale(JsonObject json) {
    return new DesiredScale(
        present(json.getInteger("replicas")), ordinals(json, "reserveOrdinals"));
  }

  private static SortedSet<Integer> ordinals(JsonObject json, String field) {
    return new TreeSet<>(items(json, field, Integer.class::cast));
  }

  private static Stream<String> strings(JsonObject json, String field) {
    return items(json, field, String.class::cast).stream();
  }

  private static <T> List<T> items(JsonObject json, String field, Function<Object, T> read) {
    JsonArray array = present(json.getJsonArray(field));
    List<T> items = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      items.add(read.apply(present(array.getValue(i))));
    }
    return items;
  }

  private static SortedMap<Integer, String> byOrdinal(JsonObject json) {
    SortedMap<Integer, String> names = new TreeMap<>();
    json.fieldNames().forEach(key -> names.put(Integer.valueOf(key), present(json.getString(key))));
    return names;
  }

  private static ChildRecord child(JsonObject json) {
    return new ChildRecord(
        present(json.getInteger("ordinal")),
        present(json.getLong("incarnation")),
        present(json.getString("name")),
        present(json.getString("revision")),
        present(json.getInteger("port")),
        present(json.getLong("pid")),
        present(json.getString("birth")));
  }

  private static <T> T present(@Nullable T value) {
    return Objects.requireNonNull(value);
  }
}

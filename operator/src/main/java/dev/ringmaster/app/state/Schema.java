package dev.ringmaster.app.state;

import dev.ringmaster.state.StateFile;
import dev.ringmaster.state.StateFolderException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Which shapes of the state there have been, and the way from each to the next.
 *
 * @param steps from schema 1 to 2, from 2 to 3 and so on
 */
record Schema(List<UnaryOperator<JsonObject>> steps) {
  /** No version has written another shape yet. */
  static final Schema CURRENT = new Schema(List.of());

  private static final String FIELD = "schema";

  /** The one that is written. */
  int number() {
    return steps.size() + 1;
  }

  /**
   * Brings a state to this schema. The file itself changes with the next write; before that a copy
   * of it is kept.
   *
   * @throws StateFolderException where the state is of a later schema, or of none
   */
  JsonObject upgrade(StateFile file, JsonObject json) throws StateFolderException {
    int found = json.getValue(FIELD) instanceof Integer schema ? schema : 0;
    if (found < 1 || found > number()) {
      throw BalancerStore.refused(
          file,
          FIELD + " " + json.getValue(FIELD),
          "at most %d: use the version that wrote it".formatted(number()));
    }
    if (found < number()) {
      keep(file, found);
    }
    JsonObject upgraded = json;
    for (UnaryOperator<JsonObject> step : steps.subList(found - 1, steps.size())) {
      upgraded = step.apply(upgraded);
    }
    return upgraded.put(FIELD, number());
  }

  private static void keep(StateFile file, int schema) throws StateFolderException {
    try {
      file.backUp("schema-" + schema);
    } catch (IOException full) {
      throw BalancerStore.refused(
          file, "no copy of it (" + BalancerStore.reason(full) + ")", "room for one");
    }
  }
}

package dev.ringmaster.api.schema;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An object of another API, kept as it was typed.
 *
 * @param fields as JSON has them: maps, lists, strings, numbers, booleans, nulls
 */
@PreserveUnknownFields
public record OpenObject(@JsonAnySetter @JsonAnyGetter Map<String, Object> fields) {
  public OpenObject {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}

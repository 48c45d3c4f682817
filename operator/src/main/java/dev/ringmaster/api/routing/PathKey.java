package dev.ringmaster.api.routing;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** {@code path} of a key. */
@ApiType
public record PathKey(
    @JsonPropertyDescription(
            "Regular expression of Java, 1 to 1000 characters, such as ^/u/([^/]+). Its first group"
                + " is the key, or all that it matches.")
        @Required
        @Size(min = 1, max = 1000)
        String regex) {}

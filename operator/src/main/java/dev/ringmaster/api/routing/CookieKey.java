package dev.ringmaster.api.routing;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** {@code cookie} of a key. */
@ApiType
public record CookieKey(
    @JsonPropertyDescription("Name of the cookie.")
        @Required
        @Size(max = 256)
        @ValidationRule(
            value = "self.matches('^[!#$%&\\'*+.^_`|~0-9A-Za-z-]+$')",
            message = "expected a cookie's name")
        String name) {}

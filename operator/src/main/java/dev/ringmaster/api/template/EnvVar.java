package dev.ringmaster.api.template;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One of {@code spec.template.env}. */
@ApiType
public record EnvVar(
    @JsonPropertyDescription("Name, such as LOG_LEVEL.")
        @Required
        @ValidationRule(
            value = "!(self in ['PORT', 'SERVER_ID', 'REPLICA_ORDINAL'])",
            message = "expected another name (Ringmaster sets this one)")
        @Size(max = 253)
        @ValidationRule(
            value = "self.matches('^[A-Za-z_][A-Za-z0-9_]*$')",
            message = "expected a name such as LOG_LEVEL")
        String name,
    @JsonPropertyDescription("Value, a string: numbers in quotes. Default empty.")
        @Pattern("^[^\\x00]*$")
        @Nullable String value) {}

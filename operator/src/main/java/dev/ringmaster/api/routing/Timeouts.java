package dev.ringmaster.api.routing;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import dev.ringmaster.api.schema.DurationText;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** {@code spec.routing.timeouts}. */
@ApiType
public record Timeouts(
    @JsonPropertyDescription("For a connection to a replica, 1ms to 24h. Default 1s.")
        @Default("1s")
        @Size(max = DurationText.LONGEST)
        @ValidationRule(value = DurationText.FROM_1MS, message = DurationText.FROM_1MS_WORDS)
        @Nullable String connect,
    @JsonPropertyDescription(
            "From the last byte of a request to the first of its response, 1ms to 24h. Default"
                + " 30s.")
        @Default("30s")
        @Size(max = DurationText.LONGEST)
        @ValidationRule(value = DurationText.FROM_1MS, message = DurationText.FROM_1MS_WORDS)
        @Nullable String response,
    @JsonPropertyDescription(
            "Between two bytes of a message that has begun, 1ms to 24h. Default 1m.")
        @Default("1m")
        @Size(max = DurationText.LONGEST)
        @ValidationRule(value = DurationText.FROM_1MS, message = DurationText.FROM_1MS_WORDS)
        @Nullable String idle) {}

package dev.ringmaster.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import dev.ringmaster.api.schema.DurationText;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** {@code spec.drain}. */
@ApiType
public record Drain(
    @JsonPropertyDescription("Time from SIGTERM to SIGKILL, 0s to 24h. Default 5s.")
        @Default("5s")
        @Size(max = DurationText.LONGEST)
        @ValidationRule(value = DurationText.FROM_ZERO, message = DurationText.FROM_ZERO_WORDS)
        @Nullable String grace,
    @JsonPropertyDescription(
            "Time after which a leaving replica is ended though requests are in flight, 0s to 24h."
                + " Default 30s.")
        @Default("30s")
        @Size(max = DurationText.LONGEST)
        @ValidationRule(value = DurationText.FROM_ZERO, message = DurationText.FROM_ZERO_WORDS)
        @Nullable String deadline) {}

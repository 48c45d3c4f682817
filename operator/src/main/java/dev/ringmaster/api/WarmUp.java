package dev.ringmaster.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import dev.ringmaster.api.schema.DurationText;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** {@code spec.warmUp}. */
@ApiType
public record WarmUp(
    @JsonPropertyDescription(
            "Time over which a new replica is given its keys. Only 0s, the default, is available in"
                + " this version.")
        @Default("0s")
        @Size(max = DurationText.LONGEST)
        @ValidationRule(
            value = DurationText.FROM_ZERO + " && duration(self) == duration('0s')",
            message = "expected 0s (warm-up is not available in this version)")
        @Nullable String duration) {}

package dev.ringmaster.api.routing;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** {@code spec.routing.retries}. */
@ApiType
public record Retries(
    @JsonPropertyDescription("Tries after the first one, 0 to 10. Default 2.")
        @Default("2")
        @Min(0)
        @Max(10)
        @Nullable Integer attempts,
    @JsonPropertyDescription(
            "Share of all requests that may be tries again, in percent, 0 to 100. Default 20.")
        @Default("20")
        @Min(0)
        @Max(100)
        @Nullable Integer budgetPercent) {}

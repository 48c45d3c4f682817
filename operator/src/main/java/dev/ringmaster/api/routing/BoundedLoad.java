package dev.ringmaster.api.routing;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** {@code spec.routing.boundedLoad}: on by being there. */
@ApiType
public record BoundedLoad(
    @JsonPropertyDescription(
            "A replica's most requests in flight, relative to the mean: above 1, at most 100."
                + " Default 1.25.")
        @Default("1.25")
        @Min(value = 1, inclusive = false)
        @Max(100)
        @Nullable Double factor,
    @JsonPropertyDescription(
            "Requests in flight that a replica always takes, 1 to 10000. Default 4.")
        @Default("4")
        @Min(1)
        @Max(10000)
        @Nullable Integer minimum) {}

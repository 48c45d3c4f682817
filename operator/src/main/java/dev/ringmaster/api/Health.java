package dev.ringmaster.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import dev.ringmaster.api.schema.DurationText;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** {@code spec.health}. */
@ApiType
public record Health(
    @JsonPropertyDescription(
            "Path that answers 2xx or 3xx while the replica is well, such as /health. Default"
                + " /heartbeat for the sample image without a command, else a TCP connection is"
                + " the check.")
        @Size(max = 1000)
        @ValidationRule(
            value = "self.matches('^/[!-~]*$')",
            message = "expected a path such as /health")
        @Nullable String path,
    @JsonPropertyDescription("Time between two checks, 1ms to 24h. Default 1s.")
        @Default("1s")
        @Size(max = DurationText.LONGEST)
        @ValidationRule(value = DurationText.FROM_1MS, message = DurationText.FROM_1MS_WORDS)
        @Nullable String interval,
    @JsonPropertyDescription("Time after which a check has failed, 1ms to 24h. Default 1s.")
        @Default("1s")
        @Size(max = DurationText.LONGEST)
        @ValidationRule(value = DurationText.FROM_1MS, message = DurationText.FROM_1MS_WORDS)
        @Nullable String timeout,
    @JsonPropertyDescription("Failed checks in a row that take a replica out, 1 to 100. Default 2.")
        @Default("2")
        @Min(1)
        @Max(100)
        @Nullable Integer unhealthyAfter,
    @JsonPropertyDescription(
            "Checks passed in a row that bring a replica back, 1 to 100. Default 1.")
        @Default("1")
        @Min(1)
        @Max(100)
        @Nullable Integer healthyAfter) {}

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

/** {@code spec.rollout}. */
@ApiType
public record Rollout(
    @JsonPropertyDescription(
            "Replacements that may run beside the replicas they replace, 0 to 1000. Default 1; 0"
                + " with volumeClaimTemplates.")
        @Min(0)
        @Max(1000)
        @Nullable Integer maxSurge,
    @JsonPropertyDescription(
            "Replicas that may be missing meanwhile, 0 to 1000. Not 0 together with maxSurge."
                + " Default 0; 1 with volumeClaimTemplates.")
        @Min(0)
        @Max(1000)
        @Nullable Integer maxUnavailable,
    @JsonPropertyDescription(
            "How long a new replica must be ready before it counts, 0s to 24h. Default 2s.")
        @Default("2s")
        @Size(max = DurationText.LONGEST)
        @ValidationRule(value = DurationText.FROM_ZERO, message = DurationText.FROM_ZERO_WORDS)
        @Nullable String minReady,
    @JsonPropertyDescription("Nothing is replaced while true. Default false.") @Default("false")
        @Nullable Boolean paused,
    @JsonPropertyDescription("The lowest ordinal that is replaced, 0 to 1064. Default 0.")
        @Default("0")
        @Min(0)
        @Max(1064)
        @Nullable Integer partition,
    @JsonPropertyDescription(
            "Time after which a rollout without progress is called stuck, 1ms to 24h. Default 10m.")
        @Default("10m")
        @Size(max = DurationText.LONGEST)
        @ValidationRule(value = DurationText.FROM_1MS, message = DurationText.FROM_1MS_WORDS)
        @Nullable String progressDeadline,
    @JsonPropertyDescription("Any text. A change of it replaces every replica. Default none.")
        @Nullable String restartedAt) {}

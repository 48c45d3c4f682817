package dev.ringmaster.api.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import org.jspecify.annotations.Nullable;

/** {@code status.ring}. */
@ApiType
public record RingStatus(
    @JsonPropertyDescription("The algorithm in force.") @Nullable String algorithm,
    @JsonPropertyDescription("16 hexadecimal digits, equal on all routers that map keys alike.")
        @Nullable String checksum,
    @JsonPropertyDescription(
            "The largest share of the keys relative to its fair share, with three decimals: 1.000 is"
                + " even. Absent where the algorithm tells none.")
        @Nullable String peakToMean) {}

package dev.ringmaster.api.routing;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** {@code clientAddress} of a key. */
@ApiType
public record ClientAddressKey(
    @JsonPropertyDescription("Bits of an IPv6 address that count, 1 to 128. Default 128.")
        @Min(1)
        @Max(128)
        @Nullable Integer ipv6Prefix) {}

package dev.ringmaster.api.routing;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One of {@code spec.routing.keys}: exactly one component is there. */
@ApiType
@ValidationRule(
    value =
        "[has(self.header), has(self.cookie), has(self.query), has(self.path), "
            + "has(self.clientAddress), has(self.random)].filter(given, given).size() == 1",
    message = "expected exactly one of header, cookie, query, path, clientAddress, random")
public record KeySource(
    @JsonPropertyDescription("Name of a header, such as X-User-Id.")
        @Size(max = 256)
        @ValidationRule(
            value = "self.matches('^[!#$%&\\'*+.^_`|~0-9A-Za-z-]+$')",
            message = "expected a header's name, such as X-User-Id")
        @Nullable String header,
    @JsonPropertyDescription("A cookie.") @Nullable CookieKey cookie,
    @JsonPropertyDescription("Name of a query parameter, such as user.")
        @Size(max = 256)
        @ValidationRule(
            value = "self.matches('^[^[:space:][:cntrl:]&=#]+$')",
            message = "expected a query parameter's name, such as user")
        @Nullable String query,
    @JsonPropertyDescription("A part of the path.") @Nullable PathKey path,
    @JsonPropertyDescription("The client's address: {} for all of it.")
        @Nullable ClientAddressKey clientAddress,
    @JsonPropertyDescription("{}: another replica for each request, at random.")
        @Nullable RandomKey random) {}

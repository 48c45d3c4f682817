package dev.ringmaster.api.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** One of {@code status.members}. */
@ApiType
public record MemberStatus(
    @JsonPropertyDescription("Place on the ring.") @Required int ordinal,
    @JsonPropertyDescription("Which replica in this place: a higher one came later.") @Required
        long incarnation,
    @JsonPropertyDescription("Display name.") @Nullable String name,
    @JsonPropertyDescription("Name of its Pod.") @Nullable String pod,
    @JsonPropertyDescription("host:port that requests are sent to.") @Nullable String address,
    @JsonPropertyDescription("Starting, Ready, Suspect, Ejected or Draining.")
        @Nullable String state,
    @JsonPropertyDescription(
            "Share of the keys that its ordinal owns, in percent with one decimal. Absent where the"
                + " algorithm tells none, and of one that is leaving.")
        @Nullable String share,
    @JsonPropertyDescription("Hash of the template that it was made from.")
        @Nullable String revision) {}

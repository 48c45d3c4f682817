package dev.ringmaster.api.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code status.names}. Collections are never null. */
@ApiType
public record NamesStatus(
    @JsonPropertyDescription("k of the newest made-up name s<k>; those up to it are spent.")
        @Nullable Long last,
    @JsonPropertyDescription("Made-up names up to the last that were passed over and never given.")
        List<String> skipped,
    @JsonPropertyDescription("Other names that were given, oldest first.") List<String> spent,
    @JsonPropertyDescription("Ordinals that have had their first replica.") List<Integer> named,
    @JsonPropertyDescription("Names for the next replica of an ordinal, by ordinal.")
        Map<String, String> asked) {
  public NamesStatus {
    skipped = Absent.orCopy(skipped);
    spent = Absent.orCopy(spent);
    named = Absent.orCopy(named);
    asked = Absent.orCopy(asked);
  }
}

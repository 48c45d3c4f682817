package dev.ringmaster.api.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One of {@code status.conditions}, in the form that all of Kubernetes has. */
@ApiType
public record Condition(
    @JsonPropertyDescription("Accepted, Ready, Progressing or Degraded.") @Required String type,
    @JsonPropertyDescription("True, False or Unknown.") @Required @SchemaFrom(type = Truth.class)
        String status,
    @JsonPropertyDescription("The generation of the spec that this condition is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("When the status of this condition last changed, in RFC 3339.")
        @Required
        String lastTransitionTime,
    @JsonPropertyDescription("Why, in one word for programs.") @Required String reason,
    @JsonPropertyDescription("Why, in one sentence for people.") @Required @Size(max = 32768)
        String message) {
  private enum Truth {
    True,
    False,
    Unknown
  }
}

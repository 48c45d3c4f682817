package dev.ringmaster.api.template;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** {@code spec.template.resources}. */
@ApiType
@ValidationRule(
    value =
        "!has(self.limits) || !has(self.limits.cpu) || !has(self.requests) || "
            + "!has(self.requests.cpu) || "
            + "quantity(string(self.requests.cpu)).compareTo(quantity(string(self.limits.cpu))) <= 0",
    message = "expected at most limits.cpu",
    fieldPath = ".requests.cpu")
@ValidationRule(
    value =
        "!has(self.limits) || !has(self.limits.memory) || !has(self.requests) || "
            + "!has(self.requests.memory) || "
            + "quantity(string(self.requests.memory)).compareTo(quantity(string(self.limits.memory))) <= 0",
    message = "expected at most limits.memory",
    fieldPath = ".requests.memory")
public record Resources(
    @JsonPropertyDescription("The most that a replica may use. Default: no limit.")
        @Nullable Limits limits,
    @JsonPropertyDescription("What is kept free for a replica. Default: as Kubernetes has it.")
        @Nullable Requests requests) {}

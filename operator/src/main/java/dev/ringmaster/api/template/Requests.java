package dev.ringmaster.api.template;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** {@code spec.template.resources.requests}. */
@ApiType
public record Requests(
    @JsonPropertyDescription(
            "CPUs, 0 to 10000, such as 100m; a fraction in quotes. At most limits.cpu.")
        @Size(max = 64)
        @ValidationRule(
            value =
                "isQuantity(string(self)) && "
                    + "quantity(string(self)).compareTo(quantity('0')) >= 0 && "
                    + "quantity(string(self)).compareTo(quantity('10000')) <= 0",
            message = "expected a quantity from 0 to 10000, such as 500m or 2")
        @Nullable IntOrString cpu,
    @JsonPropertyDescription("Bytes of memory, 0 to 1Pi, such as 64Mi. At most limits.memory.")
        @Size(max = 64)
        @ValidationRule(
            value =
                "isQuantity(string(self)) && "
                    + "quantity(string(self)).compareTo(quantity('0')) >= 0 && "
                    + "quantity(string(self)).compareTo(quantity('1Pi')) <= 0",
            message = "expected a quantity from 0 to 1Pi, such as 256Mi or 1G")
        @Nullable IntOrString memory) {}

package dev.ringmaster.api.template;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** {@code spec.template.resources.limits}. */
@ApiType
public record Limits(
    @JsonPropertyDescription("CPUs, 10m to 10000, such as 500m or 2; a fraction in quotes.")
        @Size(max = 64)
        @ValidationRule(
            value =
                "isQuantity(string(self)) && "
                    + "quantity(string(self)).compareTo(quantity('10m')) >= 0 && "
                    + "quantity(string(self)).compareTo(quantity('10000')) <= 0",
            message = "expected a quantity from 10m to 10000, such as 500m or 2")
        @Nullable IntOrString cpu,
    @JsonPropertyDescription("Bytes of memory, 6Mi to 1Pi, such as 256Mi or 1G.")
        @Size(max = 64)
        @ValidationRule(
            value =
                "isQuantity(string(self)) && "
                    + "quantity(string(self)).compareTo(quantity('6Mi')) >= 0 && "
                    + "quantity(string(self)).compareTo(quantity('1Pi')) <= 0",
            message = "expected a quantity from 6Mi to 1Pi, such as 256Mi or 1G")
        @Nullable IntOrString memory) {}

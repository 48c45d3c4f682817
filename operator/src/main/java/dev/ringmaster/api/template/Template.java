package dev.ringmaster.api.template;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import dev.ringmaster.api.schema.OpenObject;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code spec.template}. */
@ApiType
@ValidationRule(
    value = "self.?addresses.orValue([]).size() == 0",
    message =
        "expected nothing in Kubernetes: only ringmaster up routes to servers that already run",
    fieldPath = ".addresses")
@ValidationRule(
    value = "self.?addresses.orValue([]).size() > 0 || self.?image.orValue('') != ''",
    message = "expected the name of a container image, such as ringmaster/replica:0.1",
    fieldPath = ".image")
public record Template(
    @JsonPropertyDescription("Container image, such as ringmaster/replica:0.1. Required.")
        @Size(max = 512)
        @ValidationRule(
            value = "self.matches('^[!-~]*$')",
            message = "expected an image's name without spaces")
        @Nullable String image,
    @JsonPropertyDescription(
            "Command in exec form, with $(PORT) filled in. Default: the image's own.")
        @Size(max = 1000)
        @ValidationRule(
            value = "self.size() == 0 || self[0] != ''",
            message = "expected a program first")
        @Nullable List<@Pattern("^[^\\x00]*$") String> command,
    @JsonPropertyDescription(
            "Servers that already run. For ringmaster up only: in Kubernetes it must be left out.")
        @Size(max = 1000)
        @Nullable List<@Size(max = 260) String> addresses,
    @JsonPropertyDescription("Port that a replica listens on, 1 to 65535. Default 5000.")
        @Default("5000")
        @Min(1)
        @Max(65535)
        @Nullable Integer port,
    @JsonPropertyDescription(
            "Environment variables. PORT, SERVER_ID and REPLICA_ORDINAL are always set and can't be"
                + " listed. Default none.")
        @Size(max = 1000)
        @Nullable List<EnvVar> env,
    @JsonPropertyDescription("CPU and memory of a replica. Default: no limits.")
        @Nullable Resources resources,
    @JsonPropertyDescription("What is put into a replica's file system, at most 100. Default none.")
        @Size(max = 100)
        @Nullable List<Mount> mounts,
    @JsonPropertyDescription(
            "Any PodTemplateSpec; its container \"replica\" is filled in by the fields beside this"
                + " one. Default {}.")
        @Nullable OpenObject podTemplate) {}

package dev.ringmaster.api.template;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One of {@code spec.template.mounts}. */
@ApiType
@ValidationRule(
    value =
        "self.?type.orValue('volume') != 'volume' || (has(self.source) && "
            + "self.source.size() <= 255 && "
            + "self.source.matches('^([A-Za-z0-9]|[$][(]REPLICA_ORDINAL[)])([A-Za-z0-9_.-]|[$][(]REPLICA_ORDINAL[)])+$'))",
    message = "expected a volume's name such as data (a path takes type: bind)",
    fieldPath = ".source")
@ValidationRule(
    value =
        "self.?type.orValue('volume') != 'bind' || (has(self.source) && "
            + "self.source.matches('^/([^$[:cntrl:]]|[$]+[^$([:cntrl:]]|[$]+[(]REPLICA_ORDINAL[)])*[$]*$') && "
            + "!self.source.matches('//|/[.][.]?(/|$)'))",
    message = "expected an absolute path such as /srv/data",
    fieldPath = ".source")
@ValidationRule(
    value = "self.?type.orValue('volume') != 'tmpfs' || !has(self.source) || self.source == ''",
    message = "expected nothing (a tmpfs has no source)",
    fieldPath = ".source")
public record Mount(
    @JsonPropertyDescription("volume, bind or tmpfs. Default volume.")
        @SchemaFrom(type = Type.class)
        @Nullable String type,
    @JsonPropertyDescription(
            "Name of a volume, absolute path of a bind, nothing of a tmpfs. $(REPLICA_ORDINAL) in"
                + " it gives each ordinal its own.")
        @Size(max = 4096)
        @Nullable String source,
    @JsonPropertyDescription("Absolute path in the container, not /, such as /var/data.")
        @Required
        @Size(max = 4096)
        @ValidationRule(
            value = "self.matches('^/[^[:cntrl:]]+$') && !self.matches('//|/[.][.]?(/|$)|[$][(]')",
            message = "expected an absolute path such as /var/data")
        String target,
    @JsonPropertyDescription("Whether the replica may only read. Default false.")
        @Nullable Boolean readOnly) {
  private enum Type {
    volume,
    bind,
    tmpfs
  }
}

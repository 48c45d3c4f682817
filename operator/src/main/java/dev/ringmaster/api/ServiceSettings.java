package dev.ringmaster.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code spec.service}. */
@ApiType
public record ServiceSettings(
    @JsonPropertyDescription("Port of the Service, 1 to 65535. Default 80.")
        @Default("80")
        @Min(1)
        @Max(65535)
        @Nullable Integer port,
    @JsonPropertyDescription("ClusterIP, NodePort or LoadBalancer. Default ClusterIP.")
        @Default("ClusterIP")
        @SchemaFrom(type = Type.class)
        @Nullable String type,
    @JsonPropertyDescription("Annotations of the Service, for a cloud's load balancer for example.")
        @Nullable Map<String, String> annotations) {
  private enum Type {
    ClusterIP,
    NodePort,
    LoadBalancer
  }
}

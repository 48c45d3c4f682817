package dev.ringmaster.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.routing.Routing;
import dev.ringmaster.api.schema.ApiType;
import dev.ringmaster.api.schema.OpenObject;
import dev.ringmaster.api.schema.Ordinals;
import dev.ringmaster.api.template.Template;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wanted. Fields that were not typed and have no default in the schema are null. */
@ApiType
@JsonClassDescription("What is wanted.")
@ValidationRule(
    value = "self.replicas <= 56 || self.?routing.?algorithm.orValue('Ring') != 'Classic'",
    message = "expected at most 56 with algorithm Classic",
    fieldPath = ".replicas")
@ValidationRule(
    value =
        "self.?volumeClaimTemplates.orValue([]).size() == "
            + "oldSelf.?volumeClaimTemplates.orValue([]).size()",
    message = "expected no change: claims are made once (make another balancer instead)",
    fieldPath = ".volumeClaimTemplates")
@ValidationRule(
    value =
        "self.?volumeClaimTemplates.orValue([]).size() == 0 || "
            + "self.?rollout.?maxSurge.orValue(0) == 0",
    message = "expected 0 with volumeClaimTemplates: a claim can't be held twice",
    fieldPath = ".rollout.maxSurge")
@ValidationRule(
    value =
        "self.?rollout.?maxSurge.orValue(self.?volumeClaimTemplates.orValue([]).size() > 0 "
            + "? 0 : 1) > 0 || "
            + "self.?rollout.?maxUnavailable.orValue(self.?volumeClaimTemplates.orValue([]).size() > 0 "
            + "? 1 : 0) > 0",
    message = "expected maxSurge or maxUnavailable above 0",
    fieldPath = ".rollout")
public record LoadBalancerSpec(
    @JsonPropertyDescription("How many replicas are kept alive, 0 to 1000. Default 1.")
        @SpecReplicas
        @Default("1")
        @Min(0)
        @Max(1000)
        @Nullable Integer replicas,
    @JsonPropertyDescription(
            "Ordinals that stay empty, at most 64: replicas 2 beside [1] are the ordinals 0 and 2."
                + " Default none.")
        @Size(max = 64)
        @Nullable List<@Min(0) @Max(1063) Integer> reserveOrdinals,
    @JsonPropertyDescription(
            "Display name of the first replica of an ordinal, by ordinal: {\"0\": s1}. A"
                + " replacement gets a fresh name. At most 256, no name twice. Default: made-up"
                + " names.")
        @Size(max = 256)
        @ValidationRule(value = Ordinals.KEYS, message = Ordinals.KEYS_WORDS)
        @ValidationRule(
            value =
                "self.all(k, self[k].matches('^[^[:cntrl:]\\\\x{80}-\\\\x{9F}\\\\x{2028}\\\\x{2029}]+$') && "
                    + "self[k].matches('[^[:space:]]'))",
            message = "expected names of 1 to 253 characters on one line")
        @ValidationRule(
            value = "self.all(a, self.all(b, a == b || self[a] != self[b]))",
            message = "expected a name that no other ordinal has")
        @Nullable Map<String, @Size(max = 253) String> hostnames,
    @JsonPropertyDescription("What a replica is made from.") @Required @Nullable Template template,
    @JsonPropertyDescription(
            "PersistentVolumeClaims that each ordinal gets of its own, as in a StatefulSet. They"
                + " stay when it is scaled away. Can't be changed. Default none.")
        @Size(max = 16)
        @ValidationRule(
            value = "self == oldSelf",
            message = "expected no change: claims are made once (make another balancer instead)")
        @Nullable List<OpenObject> volumeClaimTemplates,
    @JsonPropertyDescription("The Service of the balancer's name, by which it is reached.")
        @Nullable ServiceSettings service,
    @JsonPropertyDescription("How requests find their replica.") @Nullable Routing routing,
    @JsonPropertyDescription("When a replica counts as healthy.") @Nullable Health health,
    @JsonPropertyDescription("How a replica leaves.") @Nullable Drain drain,
    @JsonPropertyDescription("How replicas of an old template are replaced.")
        @Nullable Rollout rollout,
    @JsonPropertyDescription("How a new replica is given its keys.") @Nullable WarmUp warmUp) {}

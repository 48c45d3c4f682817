package dev.ringmaster.api.status;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.ringmaster.api.schema.ApiType;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is. Lists are never null; what is not known yet is null. */
@ApiType
@JsonClassDescription("What is.")
public record LoadBalancerStatus(
    @JsonPropertyDescription("The generation of the spec that this status is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("How many replicas there are, ready or not.") @StatusReplicas
        @Nullable Integer replicas,
    @JsonPropertyDescription("How many replicas take requests.") @Nullable Integer readyReplicas,
    @JsonPropertyDescription("How many replicas are of the present template.")
        @Nullable Integer updatedReplicas,
    @JsonPropertyDescription("Selects the balancer's Pods, for autoscalers.") @LabelSelector
        @Nullable String selector,
    @JsonPropertyDescription("Where the balancer is reached in the cluster.") @Nullable String url,
    @JsonPropertyDescription("The balancer's own port on every router, the target of its Service.")
        @Nullable Integer routerPort,
    @JsonPropertyDescription("Where the key of a request stands, as a text.") @Nullable String keys,
    @JsonPropertyDescription("The last incarnation that was given to a replica.")
        @Nullable Long incarnations,
    @JsonPropertyDescription("Names that were given, so that none is given twice.")
        @Nullable NamesStatus names,
    @JsonPropertyDescription("The map from keys to ordinals.") @Nullable RingStatus ring,
    @JsonPropertyDescription("The replicas, those that are leaving among them.")
        List<MemberStatus> members,
    @JsonPropertyDescription("Accepted, Ready, Progressing and Degraded.")
        List<Condition> conditions,
    @JsonPropertyDescription(
            "The Lease of the operator that reconciles the balancer, as namespace/name. Others leave"
                + " it alone while that is renewed.")
        @Nullable String operator) {
  public LoadBalancerStatus {
    members = Absent.orCopy(members);
    conditions = Absent.orCopy(conditions);
  }

  /** The same, reconciled by this operator. */
  public LoadBalancerStatus by(String other) {
    return new LoadBalancerStatus(
        observedGeneration,
        replicas,
        readyReplicas,
        updatedReplicas,
        selector,
        url,
        routerPort,
        keys,
        incarnations,
        names,
        ring,
        members,
        conditions,
        other);
  }
}

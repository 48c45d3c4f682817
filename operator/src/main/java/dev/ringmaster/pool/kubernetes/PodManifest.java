package dev.ringmaster.pool.kubernetes;

import dev.ringmaster.kubernetes.PodExtras;
import dev.ringmaster.kubernetes.PodLabels;
import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.ReplicaSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Pod that a replica becomes: what the user typed, and defaults where nothing was typed. Pods
 * are spread, restricted and given away soon by a node that is out of reach.
 */
final class PodManifest {
  /** Kubernetes itself waits for 300 s. */
  private static final long TOLERATED_SECONDS = 10;

  /** For a replica to end after its last request. */
  private static final Duration AFTER_THE_DEADLINE = Duration.ofSeconds(5);

  private final KubernetesSerialization serialization;
  private final PodOwner owner;

  PodManifest(KubernetesSerialization serialization, PodOwner owner) {
    this.serialization = serialization;
    this.owner = owner;
  }

  Pod of(ReplicaSpec spec) {
    PodExtras extras = PodExtras.of(spec.template());
    PodTemplateSpec template =
        serialization.convertValue(extras.podTemplate(), PodTemplateSpec.class);
    PodSpec pod = template.getSpec() == null ? new PodSpec() : template.getSpec();
    ReplicaContainer.into(pod, spec, extras);
    claims(spec).into(pod);
    fillIn(pod, extras.drain());
    return new PodBuilder()
        .withMetadata(metadata(template.getMetadata(), spec))
        .withSpec(pod)
        .build();
  }

  /** Those of the replica's ordinal. */
  VolumeClaims claims(ReplicaSpec spec) {
    List<PersistentVolumeClaim> templates =
        PodExtras.of(spec.template()).claims().stream()
            .map(tree -> serialization.convertValue(tree, PersistentVolumeClaim.class))
            .toList();
    return new VolumeClaims(owner, spec.ordinal(), templates);
  }

  /** Ours last: nobody types another ordinal. */
  private ObjectMeta metadata(@Nullable ObjectMeta typed, ReplicaSpec spec) {
    Map<String, String> labels = new LinkedHashMap<>();
    Map<String, String> annotations = new LinkedHashMap<>();
    if (typed != null) {
      labels.putAll(typed.getLabels());
      annotations.putAll(typed.getAnnotations());
    }
    labels.putAll(PodLabels.of(owner.name(), spec));
    annotations.put(PodLabels.NAME, spec.name());
    ObjectMeta metadata = new ObjectMeta();
    metadata.setNamespace(owner.namespace());
    metadata.setName(PodName.of(owner, spec));
    metadata.setLabels(labels);
    metadata.setAnnotations(annotations);
    metadata.setOwnerReferences(List.of(owner.reference()));
    return metadata;
  }

  private void fillIn(PodSpec pod, DrainPolicy drain) {
    if (pod.getTerminationGracePeriodSeconds() == null) {
      Duration grace = drain.grace().plus(drain.deadline()).plus(AFTER_THE_DEADLINE);
      pod.setTerminationGracePeriodSeconds(Seconds.of(grace));
    }
    // Who needs the API server says as whom.
    if (pod.getAutomountServiceAccountToken() == null && pod.getServiceAccountName() == null) {
      pod.setAutomountServiceAccountToken(false);
    }
    if (pod.getEnableServiceLinks() == null) {
      pod.setEnableServiceLinks(false);
    }
    secure(pod);
    if (pod.getTopologySpreadConstraints().isEmpty()) {
      pod.setTopologySpreadConstraints(
          List.of(spread("kubernetes.io/hostname"), spread("topology.kubernetes.io/zone")));
    }
    tolerate(pod, "node.kubernetes.io/not-ready");
    tolerate(pod, "node.kubernetes.io/unreachable");
  }

  /** The restricted profile of the Pod Security Standards. */
  private static void secure(PodSpec pod) {
    PodSecurityContext context =
        Objects.requireNonNullElseGet(pod.getSecurityContext(), PodSecurityContext::new);
    if (context.getRunAsNonRoot() == null) {
      context.setRunAsNonRoot(true);
    }
    if (context.getSeccompProfile() == null) {
      context.setSeccompProfile(new SeccompProfileBuilder().withType("RuntimeDefault").build());
    }
    pod.setSecurityContext(context);
  }

  private TopologySpreadConstraint spread(String topology) {
    return new TopologySpreadConstraintBuilder()
        .withMaxSkew(1)
        .withTopologyKey(topology)
        .withWhenUnsatisfiable("ScheduleAnyway")
        .withLabelSelector(
            new LabelSelectorBuilder().addToMatchLabels(PodLabels.BALANCER, owner.name()).build())
        .build();
  }

  private static void tolerate(PodSpec pod, String taint) {
    boolean typed = pod.getTolerations().stream().map(Toleration::getKey).anyMatch(taint::equals);
    if (!typed) {
      pod.getTolerations()
          .add(
              new TolerationBuilder()
                  .withKey(taint)
                  .withOperator("Exists")
                  .withEffect("NoExecute")
                  .withTolerationSeconds(TOLERATED_SECONDS)
                  .build());
    }
  }

  /** Whole seconds, as a Pod has them, never fewer. */
  static final class Seconds {
    private Seconds() {}

    static long of(Duration duration) {
      return duration.plusNanos(999_999_999).toSeconds();
    }

    /** At least one. */
    static int some(Duration duration) {
      return (int) Math.max(1, of(duration));
    }
  }

  /** The container that is the replica: the user's own of that name, filled in. */
  static Container replica(PodSpec pod) {
    return pod.getContainers().stream()
        .filter(container -> PodLabels.CONTAINER.equals(container.getName()))
        .findFirst()
        .orElseGet(() -> {
          Container fresh = new Container();
          fresh.setName(PodLabels.CONTAINER);
          pod.getContainers().addFirst(fresh);
          return fresh;
        });
  }
}

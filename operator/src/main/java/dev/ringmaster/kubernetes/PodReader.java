package dev.ringmaster.kubernetes;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.Replica.Phase;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the replica that a Pod is. */
public final class PodReader {
  private PodReader() {}

  /** It is controlled by the balancer of this uid, and labelled as ours are. */
  public static boolean isOf(Pod pod, String uid) {
    return pod.getMetadata().getOwnerReferences().stream()
            .filter(owner -> Boolean.TRUE.equals(owner.getController()))
            .map(OwnerReference::getUid)
            .anyMatch(uid::equals)
        && label(pod, PodLabels.ORDINAL).matches("[0-9]{1,9}")
        && label(pod, PodLabels.INCARNATION).matches("[0-9]{1,18}");
  }

  /**
   * The replica.
   *
   * @param pod for which {@link #isOf} holds
   * @param lost whether a node of this name is out of reach
   */
  public static Replica read(Pod pod, Predicate<String> lost) {
    Phase phase = phase(pod, lost);
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return new Replica(
        Integer.parseInt(label(pod, PodLabels.ORDINAL)),
        incarnation(pod),
        annotations.getOrDefault(PodLabels.NAME, pod.getMetadata().getName()),
        label(pod, PodLabels.REVISION),
        Objects.requireNonNullElse(pod.getStatus().getPodIP(), ""),
        port(pod),
        phase,
        pod.getMetadata().getName(),
        phase == Phase.EXITED ? PodWords.ofTheEnd(pod) : PodWords.ailment(pod));
  }

  /** The replica's incarnation; of a Pod for which {@link #isOf} holds. */
  public static long incarnation(Pod pod) {
    return Long.parseLong(label(pod, PodLabels.INCARNATION));
  }

  private static Phase phase(Pod pod, Predicate<String> lost) {
    if (ended(pod)) {
      return Phase.EXITED;
    }
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return Phase.STOPPING;
    }
    String node = pod.getSpec().getNodeName();
    if (node != null && lost.test(node)) {
      return Phase.LOST;
    }
    boolean started =
        "Running".equals(pod.getStatus().getPhase()) && pod.getStatus().getPodIP() != null;
    return !started ? Phase.STARTING : marked(pod) ? Phase.DRAINING : Phase.RUNNING;
  }

  /** It is marked as one that takes no further request. */
  public static boolean marked(Pod pod) {
    return pod.getMetadata().getAnnotations().containsKey(PodLabels.DRAINING);
  }

  /** None of its containers runs, nor will. */
  public static boolean ended(Pod pod) {
    String reached = pod.getStatus().getPhase();
    return "Failed".equals(reached) || "Succeeded".equals(reached);
  }

  /** Its readiness probe, and whatever else a Pod's readiness hangs on, says so. */
  public static boolean ready(Pod pod) {
    return condition(pod, "Ready").filter(ready -> "True".equals(ready.getStatus())).isPresent();
  }

  static Optional<PodCondition> condition(Pod pod, String type) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  /** How the replica's own container stands; null before there is one. */
  static @Nullable ContainerStatus container(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> PodLabels.CONTAINER.equals(status.getName()))
        .findFirst()
        .orElse(null);
  }

  private static int port(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .filter(container -> PodLabels.CONTAINER.equals(container.getName()))
        .map(Container::getEnv)
        .flatMap(List::stream)
        .filter(variable -> "PORT".equals(variable.getName()))
        .map(EnvVar::getValue)
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(0);
  }

  private static String label(Pod pod, String label) {
    return pod.getMetadata().getLabels().getOrDefault(label, "");
  }
}

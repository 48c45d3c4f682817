package dev.ringmaster.cluster.last;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.kubernetes.PodLabels;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Objects less what no router reads: most of a Pod is its environment, which is nobody's business
 * and may be secret, and the books of field managers.
 */
final class Trimmed {
  private static final String OURS = "ringmaster.dev/";

  private Trimmed() {}

  static LoadBalancer balancer(LoadBalancer whole) {
    LoadBalancer copy = new LoadBalancer();
    copy.setMetadata(metadata(whole.getMetadata()));
    copy.setSpec(whole.getSpec());
    copy.setStatus(whole.getStatus());
    return copy;
  }

  static Pod pod(Pod whole) {
    PodStatus status = whole.getStatus();
    return new PodBuilder()
        .withMetadata(metadata(whole.getMetadata()))
        .withNewSpec()
        .withNodeName(whole.getSpec().getNodeName())
        .withContainers(
            whole.getSpec().getContainers().stream()
                .filter(container -> PodLabels.CONTAINER.equals(container.getName()))
                .map(Trimmed::container)
                .toList())
        .endSpec()
        .withNewStatus()
        .withPhase(status.getPhase())
        .withReason(status.getReason())
        .withMessage(status.getMessage())
        .withPodIP(status.getPodIP())
        .withPodIPs(status.getPodIPs())
        .withConditions(status.getConditions())
        .withContainerStatuses(own(status.getContainerStatuses()))
        .endStatus()
        .build();
  }

  private static ObjectMeta metadata(ObjectMeta whole) {
    return new ObjectMetaBuilder()
        .withNamespace(whole.getNamespace())
        .withName(whole.getName())
        .withUid(whole.getUid())
        .withResourceVersion(whole.getResourceVersion())
        .withGeneration(whole.getGeneration())
        .withCreationTimestamp(whole.getCreationTimestamp())
        .withDeletionTimestamp(whole.getDeletionTimestamp())
        .withLabels(whole.getLabels())
        .withAnnotations(ours(whole.getAnnotations()))
        .withOwnerReferences(whole.getOwnerReferences())
        .build();
  }

  private static Map<String, String> ours(Map<String, String> annotations) {
    return annotations.entrySet().stream()
        .filter(annotation -> annotation.getKey().startsWith(OURS))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Its port is in its environment. */
  private static Container container(Container whole) {
    List<EnvVar> port =
        whole.getEnv().stream().filter(variable -> "PORT".equals(variable.getName())).toList();
    return new ContainerBuilder().withName(whole.getName()).withEnv(port).build();
  }

  private static List<ContainerStatus> own(List<ContainerStatus> all) {
    return all.stream().filter(one -> PodLabels.CONTAINER.equals(one.getName())).toList();
  }
}

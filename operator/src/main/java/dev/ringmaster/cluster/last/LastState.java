package dev.ringmaster.cluster.last;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.kubernetes.PodLabels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Balancers, their Pods and lost nodes at one instant, of each as much as routers go by. Equal
 * where routers would go by the same.
 *
 * @param lost names of nodes that are out of reach
 */
public record LastState(List<LoadBalancer> balancers, List<Pod> pods, List<String> lost) {
  private static final Comparator<HasMetadata> ORDER =
      Comparator.comparing((HasMetadata object) -> object.getMetadata().getNamespace())
          .thenComparing(object -> object.getMetadata().getName());

  public LastState {
    balancers = List.copyOf(balancers);
    pods = List.copyOf(pods);
    lost = List.copyOf(lost);
  }

  /** Of all that there is, in any order. */
  public static LastState of(
      Collection<LoadBalancer> balancers, Collection<Pod> pods, Collection<String> lost) {
    return new LastState(
        balancers.stream().map(Trimmed::balancer).sorted(ORDER).toList(),
        pods.stream().map(Trimmed::pod).sorted(ORDER).toList(),
        lost.stream().sorted().toList());
  }

  /** One of them. */
  public Optional<LoadBalancer> balancer(String namespace, String name) {
    return balancers.stream()
        .filter(balancer -> is(balancer.getMetadata(), namespace, name))
        .findFirst();
  }

  private static boolean is(ObjectMeta metadata, String namespace, String name) {
    return namespace.equals(metadata.getNamespace()) && name.equals(metadata.getName());
  }

  /** Those of a balancer. */
  public List<Pod> pods(String namespace, String balancer) {
    return pods.stream()
        .filter(pod -> namespace.equals(pod.getMetadata().getNamespace()))
        .filter(pod -> balancer.equals(pod.getMetadata().getLabels().get(PodLabels.BALANCER)))
        .toList();
  }
}

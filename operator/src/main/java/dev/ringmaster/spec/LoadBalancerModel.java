package dev.ringmaster.spec;

import dev.ringmaster.health.HealthPolicy;
import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.RolloutPolicy;
import dev.ringmaster.scale.DesiredScale;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A {@code LoadBalancer} resource that was found sound, every default filled in.
 *
 * @param replicas wanted; with {@code template.addresses} their number
 * @param reserveOrdinals places that stay empty
 * @param hostnames the display names of the first incarnations, by ordinal
 * @param service by which it is reached in Kubernetes
 */
public record LoadBalancerModel(
    String namespace,
    String name,
    int replicas,
    SortedSet<Integer> reserveOrdinals,
    SortedMap<Integer, String> hostnames,
    ReplicaTemplate template,
    Service service,
    RoutingSpec routing,
    HealthPolicy health,
    DrainPolicy drain,
    RolloutPolicy rollout) {
  private static final Pattern SAMPLE_IMAGE =
      Pattern.compile("(?:[^@]*/)?ringmaster/replica(?::[^/@]*)?(?:@.*)?");

  /**
   * A Service of the balancer's name.
   *
   * @param type ClusterIP, NodePort or LoadBalancer
   */
  public record Service(int port, String type, SortedMap<String, String> annotations) {
    public Service {
      annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }
  }

  public LoadBalancerModel {
    reserveOrdinals = Collections.unmodifiableSortedSet(new TreeSet<>(reserveOrdinals));
    hostnames = Collections.unmodifiableSortedMap(new TreeMap<>(hostnames));
  }

  /** Which ordinals the manifest asks for. */
  public DesiredScale scale() {
    return new DesiredScale(replicas, reserveOrdinals);
  }

  /** The same with replicas that are made from something else. */
  public LoadBalancerModel madeFrom(ReplicaTemplate other) {
    return new LoadBalancerModel(
        namespace,
        name,
        replicas,
        reserveOrdinals,
        hostnames,
        other,
        service,
        routing,
        health,
        drain,
        rollout);
  }

  /** The same under other hosts. */
  public LoadBalancerModel reachedBy(List<String> hosts) {
    return new LoadBalancerModel(
        namespace,
        name,
        replicas,
        reserveOrdinals,
        hostnames,
        template,
        service,
        routing.reachedBy(hosts),
        health,
        drain,
        rollout);
  }

  /** {@code namespace/name}, by which messages tell balancers apart. */
  public String id() {
    return namespace + "/" + name;
  }

  /** Whether the image is the sample replica's, from any registry, with any tag or digest. */
  public static boolean isSampleImage(String image) {
    return SAMPLE_IMAGE.matcher(image).matches();
  }
}

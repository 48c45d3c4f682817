package dev.ringmaster.spec;

import dev.ringmaster.health.HealthPolicy;
import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.scale.DesiredScale;
import java.util.Collections;
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
 */
public record LoadBalancerModel(
    String namespace,
    String name,
    int replicas,
    SortedSet<Integer> reserveOrdinals,
    SortedMap<Integer, String> hostnames,
    ReplicaTemplate template,
    RoutingSpec routing,
    HealthPolicy health,
    DrainPolicy drain,
    RolloutSpec rollout) {
  private static final Pattern SAMPLE_IMAGE =
      Pattern.compile("(?:[^@]*/)?ringmaster/replica(?::[^/@]*)?(?:@.*)?");

  public LoadBalancerModel {
    reserveOrdinals = Collections.unmodifiableSortedSet(new TreeSet<>(reserveOrdinals));
    hostnames = Collections.unmodifiableSortedMap(new TreeMap<>(hostnames));
  }

  /** Which ordinals the manifest asks for. */
  public DesiredScale scale() {
    return new DesiredScale(replicas, reserveOrdinals);
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

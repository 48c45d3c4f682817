package dev.ringmaster.kubernetes;

import dev.ringmaster.pool.ReplicaSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a Pod of ours is known by. All but {@link #DRAINING} is written when the Pod is created. */
public final class PodLabels {
  /** The name of its balancer, in the same namespace. */
  public static final String BALANCER = "ringmaster.dev/loadbalancer";

  public static final String ORDINAL = "ringmaster.dev/ordinal";
  public static final String INCARNATION = "ringmaster.dev/incarnation";
  public static final String REVISION = "ringmaster.dev/revision";

  /** An annotation, since a display name may be no label value. */
  public static final String NAME = "ringmaster.dev/name";

  /** An annotation: the Pod takes no further request. Its value is when that began. */
  public static final String DRAINING = "ringmaster.dev/draining";

  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String US = "ringmaster";

  /** The container of a Pod that is the replica; others beside it are the user's. */
  public static final String CONTAINER = "replica";

  private PodLabels() {}

  /** Of everything that belongs to a balancer. */
  public static Map<String, String> of(String balancer) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(MANAGED_BY, US);
    labels.put(BALANCER, balancer);
    return labels;
  }

  /** Of one replica's Pod. */
  public static Map<String, String> of(String balancer, ReplicaSpec spec) {
    Map<String, String> labels = of(balancer);
    labels.put(ORDINAL, Integer.toString(spec.ordinal()));
    labels.put(INCARNATION, Long.toString(spec.incarnation()));
    labels.put(REVISION, spec.revision());
    return labels;
  }

  /** Finds the Pods of a balancer; for the scale subresource, too. */
  public static String selector(String balancer) {
    return BALANCER + "=" + balancer;
  }
}

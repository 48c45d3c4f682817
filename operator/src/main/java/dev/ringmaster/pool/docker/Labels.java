package dev.ringmaster.pool.docker;

import com.github.dockerjava.api.model.Container;
import dev.ringmaster.pool.ReplicaSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a container of ours is known by. All of it is written when the container is created. */
final class Labels {
  /** The installation: no two that run at once share it. */
  static final String OWNER = "dev.ringmaster.owner";

  /** {@code namespace/name}. */
  static final String BALANCER = "dev.ringmaster.loadbalancer";

  static final String ORDINAL = "dev.ringmaster.ordinal";
  static final String INCARNATION = "dev.ringmaster.incarnation";
  static final String NAME = "dev.ringmaster.name";
  static final String REVISION = "dev.ringmaster.revision";

  /** That it listens on inside. */
  static final String PORT = "dev.ringmaster.port";

  /** {@link #incarnation} of what bears none. */
  static final long NONE = -1;

  private Labels() {}

  /** Of the containers of one balancer. */
  static Map<String, String> ofBalancer(String owner, String balancer) {
    return Map.of(OWNER, owner, BALANCER, balancer);
  }

  static Map<String, String> of(String owner, String balancer, ReplicaSpec spec) {
    Map<String, String> labels = new LinkedHashMap<>(ofBalancer(owner, balancer));
    labels.put(ORDINAL, Integer.toString(spec.ordinal()));
    labels.put(INCARNATION, Long.toString(spec.incarnation()));
    labels.put(NAME, spec.name());
    labels.put(REVISION, spec.revision());
    labels.put(PORT, Integer.toString(spec.template().port()));
    return labels;
  }

  static String balancer(Map<String, String> labels) {
    return labels.getOrDefault(BALANCER, "");
  }

  static long incarnation(Map<String, String> labels) {
    try {
      return Long.parseLong(labels.getOrDefault(INCARNATION, ""));
    } catch (NumberFormatException foreign) {
      return NONE;
    }
  }

  static long incarnation(Container container) {
    return incarnation(container.getLabels());
  }
}

package dev.ringmaster.controller;

import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.controller.status.Finding;
import dev.ringmaster.controller.status.Pruned;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the API server's definition of LoadBalancer keeps what is written, found out by writing:
 * nobody has to grant a right to read definitions. Any thread.
 */
final class SchemaCheck {
  private static final Logger LOG = System.getLogger(SchemaCheck.class.getName());

  private final KubernetesSerialization json;
  private volatile @Nullable Finding outdated;

  SchemaCheck(KubernetesSerialization json) {
    this.json = json;
  }

  /**
   * A status was written.
   *
   * @return whether it is known since then that the definition is too old
   */
  boolean written(LoadBalancerStatus wanted, @Nullable LoadBalancerStatus kept) {
    if (outdated != null || kept == null || wanted.equals(kept)) {
      return false;
    }
    List<String> missing = Pruned.fields(json, wanted, kept);
    if (missing.isEmpty()) {
      return false;
    }
    String sentence =
        "the definition of LoadBalancer (crds/) is older than this operator and does not keep %s: apply the one of this version"
            .formatted(String.join(", ", missing));
    outdated = new Finding("DefinitionOutdated", sentence);
    LOG.log(Level.WARNING, sentence);
    return true;
  }

  /** What is wrong with all balancers then. */
  Optional<Finding> finding() {
    return Optional.ofNullable(outdated);
  }
}

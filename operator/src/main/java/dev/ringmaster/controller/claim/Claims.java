package dev.ringmaster.controller.claim;

import dev.ringmaster.api.LoadBalancer;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose a balancer is. An operator is known by its Lease, which the status of all balancers that it
 * reconciles names; another one leaves them alone as long as it sees that Lease being renewed.
 */
public final class Claims {
  private final KubernetesClient client;
  private final String own;
  private final LongSupplier clock;
  private final Map<String, LeaseSight> sights = new ConcurrentHashMap<>();

  /**
   * Claims by an operator.
   *
   * @param own namespace and name of its Lease, with a slash between
   * @param clock in nanoseconds
   */
  public Claims(KubernetesClient client, String own, LongSupplier clock) {
    this.client = client;
    this.own = own;
    this.clock = clock;
  }

  /** The Lease of this operator. */
  public String own() {
    return own;
  }

  /** The Lease that a balancer's status names; null where none does. */
  public static @Nullable String of(LoadBalancer balancer) {
    return balancer.getStatus() == null ? null : balancer.getStatus().operator();
  }

  /** The operator that a balancer is to be left to, in words; empty: it is ours. May ask. */
  public Optional<String> rival(LoadBalancer balancer) {
    String claimed = of(balancer);
    if (claimed == null || claimed.equals(own)) {
      return Optional.empty();
    }
    return sights
        .computeIfAbsent(claimed, fresh -> new LeaseSight(() -> lease(fresh), clock))
        .look()
        .map(how -> "the operator of Lease %s, which %s".formatted(claimed, how));
  }

  private @Nullable Lease lease(String claimed) throws KubernetesClientException {
    int slash = claimed.indexOf('/');
    Resource<Lease> there =
        client
            .leases()
            .inNamespace(claimed.substring(0, Math.max(0, slash)))
            .withName(claimed.substring(slash + 1));
    return there.get();
  }
}

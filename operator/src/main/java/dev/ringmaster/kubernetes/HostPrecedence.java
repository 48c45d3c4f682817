package dev.ringmaster.kubernetes;

import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.SpecProblem;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whose a host is where several balancers claim it. The names that a balancer has in the cluster
 * are its own, so that nobody takes them from another namespace; any other host is the oldest
 * claimant's. A pure function of the claimants, so that all routers and the controller agree.
 */
public final class HostPrecedence {
  private static final Comparator<Claimant> ORDER =
      Comparator.comparing(Claimant::created).thenComparing(Claimant::uid);

  private final List<Claimant> claimants;

  /** By uid, then by host: who has it instead. */
  private final Map<String, SortedMap<String, String>> lost = new HashMap<>();

  /**
   * A balancer with all that it claims.
   *
   * @param created its {@code creationTimestamp}, in UTC as the API server writes it
   */
  public record Claimant(LoadBalancerModel model, String created, String uid) {
    private String service() {
      return model.name() + "." + model.namespace();
    }
  }

  private HostPrecedence(List<Claimant> claimants) {
    this.claimants = claimants;
  }

  /** Decides among all balancers that there are. */
  public static HostPrecedence of(Collection<Claimant> claimants) {
    HostPrecedence precedence = new HostPrecedence(claimants.stream().sorted(ORDER).toList());
    precedence.decide();
    return precedence;
  }

  private void decide() {
    Map<String, Claimant> services = new HashMap<>();
    claimants.forEach(claimant -> services.putIfAbsent(claimant.service(), claimant));
    Map<String, Claimant> holders = new HashMap<>();
    for (Claimant claimant : claimants) {
      for (String host : claimant.model().routing().hosts()) {
        Claimant first =
            holders.computeIfAbsent(host, fresh -> owner(host, services).orElse(claimant));
        if (!first.uid().equals(claimant.uid())) {
          lost.computeIfAbsent(claimant.uid(), none -> new TreeMap<>())
              .put(host, first.model().id());
        }
      }
    }
  }

  /** A balancer's own hosts are NAME.NAMESPACE, with .svc, and with the cluster's domain. */
  private static Optional<Claimant> owner(String host, Map<String, Claimant> services) {
    int end = host.indexOf('.', host.indexOf('.') + 1);
    String rest = end < 0 ? "" : host.substring(end);
    boolean own = rest.isEmpty() || rest.equals(".svc") || rest.startsWith(".svc.");
    return own
        ? Optional.ofNullable(services.get(end < 0 ? host : host.substring(0, end)))
        : Optional.empty();
  }

  /** All of them, the oldest first. */
  public List<Claimant> claimants() {
    return claimants;
  }

  /** Why a balancer can't have all that it claims, in one sentence; empty where it can. */
  public Optional<String> refusal(String uid) {
    SortedMap<String, String> hosts = lost(uid);
    if (hosts.isEmpty()) {
      return Optional.empty();
    }
    String got =
        hosts.entrySet().stream()
            .map(entry -> entry.getKey() + ", which " + entry.getValue() + " answers to")
            .collect(Collectors.joining("; "));
    return Optional.of(new SpecProblem("spec.routing.hosts", got, "hosts of its own").toString());
  }

  /** A balancer as it is routed to: without the hosts that are another's. */
  public LoadBalancerModel served(Claimant claimant) {
    SortedMap<String, String> hosts = lost(claimant.uid());
    return hosts.isEmpty()
        ? claimant.model()
        : claimant
            .model()
            .reachedBy(
                claimant.model().routing().hosts().stream()
                    .filter(host -> !hosts.containsKey(host))
                    .toList());
  }

  private SortedMap<String, String> lost(String uid) {
    return lost.getOrDefault(uid, new TreeMap<>());
  }
}

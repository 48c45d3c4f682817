package dev.ringmaster.app.admin;

import dev.ringmaster.app.local.LocalBalancer;
import dev.ringmaster.view.Balancer;
import dev.ringmaster.view.BalancerDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The balancers of this process, by {@code namespace/name}. */
final class LocalDirectory implements BalancerDirectory {
  private final Map<String, Balancer> byId = new ConcurrentSkipListMap<>();

  void add(LocalBalancer balancer) {
    byId.put(balancer.model().id(), balancer);
  }

  void remove(LocalBalancer balancer) {
    byId.remove(balancer.model().id(), balancer);
  }

  @Override
  public List<Balancer> all() {
    return List.copyOf(byId.values());
  }

  @Override
  public Optional<Balancer> find(String namespace, String name) {
    return Optional.ofNullable(byId.get(namespace + "/" + name));
  }
}

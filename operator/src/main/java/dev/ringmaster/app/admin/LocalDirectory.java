package dev.ringmaster.app.admin;

import dev.ringmaster.view.Balancer;
import dev.ringmaster.view.BalancerDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** The balancers of this process, by {@code namespace/name}. */
final class LocalDirectory implements BalancerDirectory {
  private final Map<String, Balancer> byId = new ConcurrentSkipListMap<>();

  void add(String id, Balancer balancer) {
    byId.put(id, balancer);
  }

  void remove(String id, Balancer balancer) {
    byId.remove(id, balancer);
  }

  @Override
  public List<Balancer> all() {
    return List.copyOf(byId.values());
  }

  @Override
  public Set<String> namespaces() {
    return byId.keySet().stream()
        .map(id -> id.substring(0, id.indexOf('/')))
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<Balancer> find(String namespace, String name) {
    return Optional.ofNullable(byId.get(namespace + "/" + name));
  }
}

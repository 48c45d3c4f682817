package dev.ringmaster.view;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The balancers that run now; they come and go. Safe for any thread. */
public interface BalancerDirectory {
  /** All of them, by namespace and name. */
  List<Balancer> all();

  /** In which there are any. */
  Set<String> namespaces();

  /** One of them. */
  Optional<Balancer> find(String namespace, String name);
}

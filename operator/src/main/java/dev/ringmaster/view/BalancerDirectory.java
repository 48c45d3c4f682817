package dev.ringmaster.view;

import java.util.List;
import java.util.Optional;

/** The balancers that run now; they come and go. Safe for any thread. */
public interface BalancerDirectory {
  /** All of them, by namespace and name. */
  List<Balancer> all();

  /** One of them. */
  Optional<Balancer> find(String namespace, String name);
}

package dev.ringmaster.controller;

import dev.ringmaster.api.LoadBalancer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives each balancer a port of its own on every router: the lowest that is free. */
final class RouterPorts {
  static final int FIRST = 20_000;

  private final Map<String, Integer> given = new HashMap<>();

  /**
   * The port of a balancer: the one that it has, unless an older one has it, too.
   *
   * @param balancers all, whose ports are taken
   */
  synchronized int of(LoadBalancer resource, Supplier<List<LoadBalancer>> balancers) {
    Integer known = given.get(uid(resource));
    return known == null ? of(resource, balancers.get()) : known;
  }

  private int of(LoadBalancer resource, Collection<LoadBalancer> all) {
    Set<String> uids = new HashSet<>();
    Set<Integer> taken = new HashSet<>();
    all.stream()
        .filter(other -> !uid(other).equals(uid(resource)))
        .forEach(other -> {
          uids.add(uid(other));
          Integer recorded = recorded(other);
          if (recorded != null) {
            taken.add(given.getOrDefault(uid(other), recorded));
          }
        });
    uids.add(uid(resource));
    given.keySet().retainAll(uids);
    given.forEach((uid, port) -> {
      if (!uid.equals(uid(resource))) {
        taken.add(port);
      }
    });
    Integer own = recorded(resource);
    int port = own != null && !taken.contains(own) ? own : lowest(taken);
    given.put(uid(resource), port);
    return port;
  }

  private static int lowest(Set<Integer> taken) {
    int port = FIRST;
    while (taken.contains(port)) {
      port++;
    }
    return port;
  }

  private static String uid(LoadBalancer resource) {
    return resource.getMetadata().getUid();
  }

  private static @Nullable Integer recorded(LoadBalancer resource) {
    return resource.getStatus() == null ? null : resource.getStatus().routerPort();
  }
}

package dev.ringmaster.controller;

import dev.ringmaster.api.LoadBalancer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The balancers in the hands of this operator, and those in another's. Any thread. */
final class Controls {
  private final ControllerTools tools;
  private final Map<String, BalancerControl> controls = new HashMap<>();

  /** Uids of balancers that are another operator's. */
  private final Set<String> left = new HashSet<>();

  Controls(ControllerTools tools) {
    this.tools = tools;
  }

  /** That of a balancer of ours. */
  synchronized BalancerControl of(LoadBalancer resource) {
    left.remove(Acceptance.uid(resource));
    return controls.computeIfAbsent(
        Acceptance.uid(resource), fresh -> new BalancerControl(tools, resource));
  }

  /**
   * What was known of a balancer is void: it is another's.
   *
   * @return whether that is new
   */
  synchronized boolean leave(LoadBalancer resource) {
    BalancerControl ours = controls.remove(Acceptance.uid(resource));
    if (ours != null) {
      ours.close();
    }
    return left.add(Acceptance.uid(resource));
  }

  /** There are no others any more. */
  synchronized void keepOnly(Collection<LoadBalancer> all) {
    Set<String> there = all.stream().map(Acceptance::uid).collect(Collectors.toSet());
    left.retainAll(there);
    controls
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !there.contains(entry.getKey());
          if (gone) {
            entry.getValue().close();
          }
          return gone;
        });
  }
}

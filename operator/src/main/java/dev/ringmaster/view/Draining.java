package dev.ringmaster.view;

import java.util.Map;
import java.util.TreeMap;

/** What is in flight at replicas that get no more requests. */
public final class Draining {
  private Draining() {}

  /** Requests by {@code namespace/} and what the replica's runtime calls it. */
  public static Map<String, Long> in(BalancerDirectory balancers) {
    Map<String, Long> inFlight = new TreeMap<>();
    for (Balancer balancer : balancers.all()) {
      BalancerView view = balancer.view();
      view.members().stream()
          .filter(member -> member.state() == MemberState.DRAINING)
          .forEach(member ->
              inFlight.merge(
                  view.namespace() + "/" + member.runtimeId(), member.inFlight(), Long::sum));
    }
    return inFlight;
  }
}

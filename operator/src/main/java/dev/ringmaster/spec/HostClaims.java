package dev.ringmaster.spec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What balancers that share a data port may not both claim: an identity, a host, the classic API.
 */
public final class HostClaims {
  private HostClaims() {}

  /** Every conflict; empty where all can serve together. */
  public static List<SpecProblem> conflicts(Collection<LoadBalancerModel> models) {
    List<SpecProblem> problems = new ArrayList<>();
    Collection<LoadBalancerModel> distinct = distinct(models, problems);
    checkHosts(distinct, problems);
    checkClassic(distinct, problems);
    return problems;
  }

  /** The first of each identity. */
  private static Collection<LoadBalancerModel> distinct(
      Collection<LoadBalancerModel> models, List<SpecProblem> problems) {
    Map<String, LoadBalancerModel> byId = new LinkedHashMap<>();
    for (LoadBalancerModel model : models) {
      if (byId.putIfAbsent(model.id(), model) != null) {
        problems.add(
            new SpecProblem(
                model.id(), "another manifest of this name", "one manifest a balancer"));
      }
    }
    return byId.values();
  }

  private static void checkHosts(Collection<LoadBalancerModel> models, List<SpecProblem> problems) {
    Map<String, String> holders = new HashMap<>();
    for (LoadBalancerModel model : models) {
      for (String host : hostsOf(model)) {
        String holder = holders.putIfAbsent(host, model.id());
        if (holder != null) {
          problems.add(
              new SpecProblem(
                  model.id(),
                  "host " + host + ", which " + holder + " answers to as well",
                  "hosts of its own"));
        }
      }
    }
  }

  /** All that a Host header may say to mean this balancer. */
  private static Set<String> hostsOf(LoadBalancerModel model) {
    Set<String> hosts = new LinkedHashSet<>(model.routing().hosts());
    hosts.add(model.name());
    hosts.add(model.name() + "." + model.namespace());
    return hosts;
  }

  private static void checkClassic(
      Collection<LoadBalancerModel> models, List<SpecProblem> problems) {
    Set<String> classic = new LinkedHashSet<>();
    for (LoadBalancerModel model : models) {
      if (model.routing().classic() && classic.add(model.id()) && classic.size() > 1) {
        String got = "classic: true, which " + classic.iterator().next() + " has as well";
        problems.add(new SpecProblem(model.id(), got, "one classic balancer on the data port"));
      }
    }
  }
}

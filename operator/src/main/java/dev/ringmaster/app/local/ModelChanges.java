package dev.ringmaster.app.local;

import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.RoutingSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Which fields of a manifest say something else than before. */
final class ModelChanges {
  private static final Map<String, Function<LoadBalancerModel, Object>> FIELDS =
      new LinkedHashMap<>();

  private static final Map<String, Function<RoutingSpec, Object>> ROUTING = new LinkedHashMap<>();

  static {
    FIELDS.put("replicas", LoadBalancerModel::replicas);
    FIELDS.put("reserveOrdinals", LoadBalancerModel::reserveOrdinals);
    FIELDS.put("hostnames", LoadBalancerModel::hostnames);
    FIELDS.put("template", LoadBalancerModel::template);
    FIELDS.put("health", LoadBalancerModel::health);
    FIELDS.put("drain", LoadBalancerModel::drain);
    FIELDS.put("rollout", LoadBalancerModel::rollout);
    ROUTING.put("hosts", RoutingSpec::hosts);
    ROUTING.put("algorithm", RoutingSpec::algorithm);
    ROUTING.put("probing", RoutingSpec::probing);
    ROUTING.put("virtualNodes", RoutingSpec::virtualNodes);
    ROUTING.put("seed", RoutingSpec::seed);
    ROUTING.put("weights", RoutingSpec::weights);
    ROUTING.put("keys", RoutingSpec::keys);
    ROUTING.put("boundedLoad", routing -> String.valueOf(routing.boundedLoad()));
    ROUTING.put("retries", RoutingSpec::retries);
    ROUTING.put("timeouts", RoutingSpec::timeouts);
    ROUTING.put("classic", RoutingSpec::classic);
    ROUTING.forEach(
        (name, field) -> FIELDS.put("routing." + name, model -> field.apply(model.routing())));
  }

  private ModelChanges() {}

  /** Their paths below {@code spec}. */
  static List<String> between(LoadBalancerModel before, LoadBalancerModel after) {
    return FIELDS.entrySet().stream()
        .filter(field -> !field.getValue().apply(before).equals(field.getValue().apply(after)))
        .map(Map.Entry::getKey)
        .toList();
  }
}

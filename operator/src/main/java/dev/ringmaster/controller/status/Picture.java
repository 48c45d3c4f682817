package dev.ringmaster.controller.status;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.loop.PoolMemory;
import dev.ringmaster.pool.loop.RolloutReport;
import dev.ringmaster.spec.LoadBalancerModel;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A balancer whose resource was found sound at least once, at one instant.
 *
 * @param model that it goes by
 * @param replicas all that have not ended
 * @param ready the incarnations whose Pods are Ready
 * @param routerPort its own port on every router
 * @param rollout how the replacement of old templates fares
 * @param findings what is wrong beside what the replicas themselves tell
 */
public record Picture(
    LoadBalancerModel model,
    List<Replica> replicas,
    Set<Long> ready,
    int routerPort,
    RingPicture ring,
    RolloutReport rollout,
    PoolMemory memory,
    List<Finding> findings) {
  public Picture {
    replicas = List.copyOf(replicas);
    ready = Set.copyOf(ready);
    findings = List.copyOf(findings);
  }

  boolean isReady(Replica replica) {
    return replica.phase() == Replica.Phase.RUNNING && ready.contains(replica.incarnation());
  }

  boolean isUpdated(Replica replica) {
    return replica.revision().equals(model.template().revisions().apply(replica.ordinal()));
  }

  /** It was not told to go. */
  static boolean stays(Replica replica) {
    return switch (replica.phase()) {
      case STARTING, RUNNING, FAILING, EXITED -> true;
      case DRAINING, STOPPING, LOST -> false;
    };
  }

  /** Ordinals whose requests somebody takes. */
  public SortedSet<Integer> readyOrdinals() {
    return replicas.stream()
        .filter(this::isReady)
        .map(Replica::ordinal)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The same, with these findings. */
  public Picture finding(List<Finding> all) {
    return new Picture(model, replicas, ready, routerPort, ring, rollout, memory, all);
  }
}

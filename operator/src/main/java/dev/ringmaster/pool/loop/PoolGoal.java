package dev.ringmaster.pool.loop;

import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.RolloutPolicy;
import dev.ringmaster.scale.DesiredScale;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a pool shall become.
 *
 * @param scale which ordinals there are
 * @param template what their replicas are made from
 * @param hostnames display names for the first incarnations of these ordinals
 * @param drain how replicas go
 * @param rollout how those of an old template are replaced
 */
public record PoolGoal(
    DesiredScale scale,
    ReplicaTemplate template,
    SortedMap<Integer, String> hostnames,
    DrainPolicy drain,
    RolloutPolicy rollout) {
  public PoolGoal {
    hostnames = Collections.unmodifiableSortedMap(new TreeMap<>(hostnames));
  }

  /** The same with other ordinals. */
  public PoolGoal scaled(DesiredScale other) {
    return new PoolGoal(other, template, hostnames, drain, rollout);
  }
}

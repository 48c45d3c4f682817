package dev.ringmaster.app.state;

import dev.ringmaster.pool.loop.PoolMemory;
import dev.ringmaster.pool.process.ChildRecord;
import dev.ringmaster.scale.DesiredScale;
import java.util.List;

/**
 * What outlives a balancer.
 *
 * @param applied what the manifest said of the scale when it was last applied
 * @param desired what is wanted, by the manifest and by all that was asked since
 * @param memory names and incarnations
 * @param children that run
 */
public record BalancerState(
    DesiredScale applied, DesiredScale desired, PoolMemory memory, List<ChildRecord> children) {
  public BalancerState {
    children = List.copyOf(children);
  }

  /** Of a balancer that was never there before. */
  public static BalancerState of(DesiredScale manifest) {
    return new BalancerState(manifest, manifest, PoolMemory.NONE, List.of());
  }

  /** The same with another scale. */
  public BalancerState desiring(DesiredScale wanted) {
    return new BalancerState(applied, wanted, memory, children);
  }

  /** The same after a manifest was applied. */
  public BalancerState applying(DesiredScale manifest, DesiredScale merged) {
    return new BalancerState(manifest, merged, memory, children);
  }

  /** The same with other names and incarnations. */
  public BalancerState remembering(PoolMemory other) {
    return new BalancerState(applied, desired, other, children);
  }

  /** The same with other children. */
  public BalancerState with(List<ChildRecord> running) {
    return new BalancerState(applied, desired, memory, running);
  }
}

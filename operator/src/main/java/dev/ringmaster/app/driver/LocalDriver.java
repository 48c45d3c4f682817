package dev.ringmaster.app.driver;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.state.BalancerState;
import dev.ringmaster.app.state.BalancerStore;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.spec.LoadBalancerModel;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What runs the replicas of all balancers of this process. */
public sealed interface LocalDriver extends AutoCloseable permits ProcessDriver, DockerDriver {
  /** The pool of a balancer, given what to call when something in it changed. */
  Function<Runnable, ReplicaPool> pool(LoadBalancerModel model, BalancerStore store)
      throws UserError;

  /**
   * Ends what is left of the balancers that are no more.
   *
   * @param balancers that are
   * @param remembered what the state folder knows of those that are no more
   * @return how many replicas, by balancer
   */
  Map<String, Integer> endOthers(Set<String> balancers, Map<String, BalancerState> remembered)
      throws UserError;

  /** Ends all replicas at once; the process ends next. */
  void kill();

  @Override
  void close();
}

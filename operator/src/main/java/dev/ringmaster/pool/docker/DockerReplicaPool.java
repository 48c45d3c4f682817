package dev.ringmaster.pool.docker;

import com.github.dockerjava.api.model.Container;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The containers of one balancer. */
final class DockerReplicaPool implements ReplicaPool {
  private final DockerEngine engine;
  private final String balancer;
  private final Runnable onChange;
  private final Map<Long, ManagedContainer> containers = new ConcurrentSkipListMap<>();

  /**
   * A pool of the containers that run; those that ended are removed.
   *
   * @param found all containers that the balancer has on the engine
   * @param onChange called on any thread
   */
  DockerReplicaPool(
      DockerEngine engine, String balancer, List<Container> found, Runnable onChange) {
    this.engine = engine;
    this.balancer = balancer;
    this.onChange = onChange;
    found.stream().filter(DockerReplicaPool::runs).forEach(this::adopt);
    listed(found);
  }

  private static boolean runs(Container container) {
    return "running".equals(container.getState()) && Labels.incarnation(container) != Labels.NONE;
  }

  private void adopt(Container container) {
    containers.put(
        Labels.incarnation(container), ManagedContainer.found(engine, container, onChange));
  }

  @Override
  public List<Replica> observe() {
    return containers.values().stream().map(ManagedContainer::observe).toList();
  }

  @Override
  public void create(ReplicaSpec spec) {
    ManagedContainer container =
        ManagedContainer.wanted(
            engine, new ContainerTemplate(engine.owner(), balancer, spec), onChange);
    containers.put(spec.incarnation(), container);
    container.look();
  }

  @Override
  public void stop(long incarnation, Duration grace) {
    ManagedContainer container = containers.get(incarnation);
    if (container != null) {
      container.stop(grace);
    }
  }

  @Override
  public void forget(long incarnation) {
    ManagedContainer container = containers.remove(incarnation);
    if (container != null) {
      container.forget();
    }
  }

  /** Something happened to one of its containers. */
  void happened(long incarnation) {
    ManagedContainer container = containers.get(incarnation);
    if (container != null) {
      container.look();
    }
  }

  /**
   * All that it has on the engine; what nobody knows of was created by a call that seemed to fail.
   */
  void listed(List<Container> found) {
    found.stream()
        .filter(container -> !containers.containsKey(Labels.incarnation(container)))
        .forEach(engine::remove);
    containers.values().forEach(ManagedContainer::look);
  }
}

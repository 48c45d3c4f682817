package dev.ringmaster.app.driver;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.state.BalancerState;
import dev.ringmaster.app.state.BalancerStore;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.address.AddressPool;
import dev.ringmaster.pool.docker.DockerEngine;
import dev.ringmaster.pool.docker.engine.EngineException;
import dev.ringmaster.pool.process.ProcessReplicaPool;
import dev.ringmaster.spec.LoadBalancerModel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Replicas as containers of the Docker engine. */
final class DockerDriver implements LocalDriver {
  private final DockerEngine engine;
  private final BalancerFolders folders;
  private final Consumer<String> notices;

  private DockerDriver(DockerEngine engine, BalancerFolders folders, Consumer<String> notices) {
    this.engine = engine;
    this.folders = folders;
    this.notices = notices;
  }

  /** Why no engine can run this. */
  static List<String> problems(ReplicaTemplate template) {
    return template.image().isEmpty()
        ? List.of("spec.template.image: got none, expected an image (--driver docker)")
        : List.of();
  }

  static DockerDriver open(String network, BalancerFolders folders, Consumer<String> notices)
      throws UserError {
    try {
      return new DockerDriver(
          DockerEngine.open(folders.owner(), network, notices), folders, notices);
    } catch (EngineException unusable) {
      throw new UserError(unusable.line());
    }
  }

  @Override
  public Function<Runnable, ReplicaPool> pool(LoadBalancerModel model, BalancerStore store)
      throws UserError {
    endProcesses(model, store);
    if (!model.template().addresses().isEmpty()) {
      return AddressPool::new;
    }
    try {
      return engine.pool(model.id());
    } catch (EngineException unusable) {
      throw new UserError(unusable.line());
    }
  }

  /** Those that the other driver left running on this state folder. */
  private void endProcesses(LoadBalancerModel model, BalancerStore store) throws UserError {
    if (!store.read().isEmpty()) {
      int ended = ProcessReplicaPool.reap(folders.folder(model.id()), store.read());
      store.write(List.of());
      notices.accept(
          "%s: %d replicas that ran as processes are ended, containers take their places"
              .formatted(model.id(), ended));
    }
  }

  @Override
  public Map<String, Integer> endOthers(
      Set<String> balancers, Map<String, BalancerState> remembered) throws UserError {
    try {
      return engine.removeOthers(balancers);
    } catch (EngineException unusable) {
      throw new UserError(unusable.line());
    }
  }

  @Override
  public void kill() {
    engine.kill();
  }

  @Override
  public void close() {
    engine.close();
  }
}

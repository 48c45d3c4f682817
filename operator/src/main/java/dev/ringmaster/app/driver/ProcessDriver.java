package dev.ringmaster.app.driver;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.state.BalancerState;
import dev.ringmaster.app.state.BalancerStore;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.Resources;
import dev.ringmaster.pool.address.AddressPool;
import dev.ringmaster.pool.process.LaunchCommand;
import dev.ringmaster.pool.process.ProcessReplicaPool;
import dev.ringmaster.spec.LoadBalancerModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** Replicas as child processes of this one. */
final class ProcessDriver implements LocalDriver {
  private final Path sampleJar;
  private final BalancerFolders folders;
  private final Queue<BalancerStore> stores = new ConcurrentLinkedQueue<>();

  ProcessDriver(Path sampleJar, BalancerFolders folders) {
    this.sampleJar = sampleJar;
    this.folders = folders;
  }

  /** Why a bare machine can't run this. */
  static List<String> problems(ReplicaTemplate template) {
    List<String> problems = new ArrayList<>(ofContainers(template));
    unrunnable(template).ifPresent(problems::add);
    return problems;
  }

  private static Optional<String> unrunnable(ReplicaTemplate template) {
    if (template.command().isEmpty() && !LoadBalancerModel.isSampleImage(template.image())) {
      return Optional.of(
          "spec.template.image: got \"%s\" without a command, expected spec.template.command (bare processes run no images but the sample ringmaster/replica; --driver docker runs them)"
              .formatted(template.image()));
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return LaunchCommand.problem(template, path);
  }

  /** What only containers can have; what they request takes nothing from anybody. */
  private static List<String> ofContainers(ReplicaTemplate template) {
    List<String> problems = new ArrayList<>();
    if (!template.resources().limits().equals(Resources.Amounts.NONE)) {
      problems.add(
          "spec.template.resources.limits: got a mapping, expected none (bare processes are not limited; --driver docker limits containers)");
    }
    if (!template.mounts().isEmpty()) {
      problems.add(
          "spec.template.mounts: got a list, expected none (bare processes mount nothing; --driver docker mounts into containers)");
    }
    return problems;
  }

  @Override
  public Function<Runnable, ReplicaPool> pool(LoadBalancerModel model, BalancerStore store)
      throws UserError {
    stores.add(store);
    if (!model.template().addresses().isEmpty()) {
      return AddressPool::new;
    }
    Path folder = folders.folder(model.id());
    LaunchCommand launch = new LaunchCommand(sampleJar);
    return onChange -> new ProcessReplicaPool(folder, launch, store, onChange);
  }

  @Override
  public Map<String, Integer> endOthers(
      Set<String> balancers, Map<String, BalancerState> remembered) throws UserError {
    Map<String, Integer> ended = new HashMap<>();
    for (Map.Entry<String, BalancerState> other : remembered.entrySet()) {
      String balancer = other.getKey();
      ended.put(
          balancer, ProcessReplicaPool.reap(folders.folder(balancer), other.getValue().children()));
    }
    return ended;
  }

  @Override
  public void kill() {
    stores.forEach(store -> ProcessReplicaPool.kill(store.read()));
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    // Whoever runs on is known by its journal.
  }
}

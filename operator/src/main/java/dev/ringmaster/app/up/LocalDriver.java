package dev.ringmaster.app.up;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.state.BalancerState;
import dev.ringmaster.app.state.BalancerStore;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.address.AddressPool;
import dev.ringmaster.pool.process.LaunchCommand;
import dev.ringmaster.pool.process.ProcessReplicaPool;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.state.StateFile;
import dev.ringmaster.state.StateFolder;
import dev.ringmaster.state.StateFolderException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Chooses what runs the replicas of a balancer on this machine. */
record LocalDriver(Path sampleJar, StateFolder state, Console console) {
  /** Refuses what can't be run on a bare machine, before anything starts. */
  static void check(List<LoadBalancerModel> models) throws UserError {
    List<String> problems = new ArrayList<>();
    for (LoadBalancerModel model : models) {
      problem(model.template()).forEach(problem -> problems.add(model.id() + ": " + problem));
    }
    if (!problems.isEmpty()) {
      throw new UserError(problems);
    }
  }

  private static List<String> problem(ReplicaTemplate template) {
    boolean runnable =
        !template.command().isEmpty()
            || !template.addresses().isEmpty()
            || LoadBalancerModel.isSampleImage(template.image());
    if (!runnable) {
      return List.of(
          "spec.template.image: got \"%s\" without a command, expected spec.template.command (bare processes run no images but the sample ringmaster/replica)"
              .formatted(template.image()));
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return LaunchCommand.problem(template, path).stream().toList();
  }

  /** What a balancer remembers. */
  BalancerStore store(LoadBalancerModel model) throws StateFolderException {
    return BalancerStore.open(
        file(state.folder(folderName(model.id()))),
        model.id(),
        model.scale(),
        warning -> console.log(model.id() + ": " + warning));
  }

  /** The pool of a balancer, given what to call when something in it changed. */
  Function<Runnable, ReplicaPool> pool(LoadBalancerModel model, BalancerStore store)
      throws StateFolderException {
    if (!model.template().addresses().isEmpty()) {
      return AddressPool::new;
    }
    Path folder = state.folder(folderName(model.id()));
    LaunchCommand launch = new LaunchCommand(sampleJar);
    return onChange -> new ProcessReplicaPool(folder, launch, store, onChange);
  }

  /** Removes the balancers that the state folder knows and no manifest has any more. */
  void removeOthers(List<LoadBalancerModel> models) throws StateFolderException {
    Set<String> known =
        models.stream().map(model -> folderName(model.id())).collect(Collectors.toSet());
    for (Path folder : state.folders()) {
      String name = String.valueOf(folder.getFileName());
      if (!known.contains(name)) {
        remove(folder, name);
      }
    }
  }

  private void remove(Path folder, String name) throws StateFolderException {
    String balancer = name.replace('_', '/');
    Optional<BalancerState> remembered = BalancerStore.read(file(folder), balancer);
    if (remembered.isPresent()) {
      int ended = ProcessReplicaPool.reap(folder, remembered.get().children());
      state.drop(name);
      console.log(
          "%s: removed, no manifest has it any more; %d replicas were left of it and are ended"
              .formatted(balancer, ended));
    }
  }

  /** Drops what a balancer remembered. */
  void drop(LoadBalancerModel model) {
    try {
      state.drop(folderName(model.id()));
    } catch (StateFolderException stays) {
      console.log(model.id() + ": " + stays.getMessage());
    }
  }

  private static String folderName(String id) {
    return id.replace('/', '_');
  }

  private static StateFile file(Path folder) {
    return new StateFile(folder.resolve("state.json"));
  }
}

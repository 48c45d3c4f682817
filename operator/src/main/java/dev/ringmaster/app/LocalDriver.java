package dev.ringmaster.app;

import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.address.AddressPool;
import dev.ringmaster.pool.process.LaunchCommand;
import dev.ringmaster.pool.process.ProcessReplicaPool;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.state.StateFolder;
import dev.ringmaster.state.StateFolderException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

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

  /** The pool of a balancer, given what to call when something in it changed. */
  Function<Runnable, ReplicaPool> of(LoadBalancerModel model) throws StateFolderException {
    if (!model.template().addresses().isEmpty()) {
      return onChange -> new AddressPool(model.template().addresses());
    }
    Path folder = state.folder(model.namespace() + "_" + model.name());
    return onChange -> new ProcessReplicaPool(folder, new LaunchCommand(sampleJar), onChange);
  }

  /**
   * Ends what a balancer that was killed left behind, also one that is not in today's manifests.
   */
  void reapOrphans() throws StateFolderException {
    for (Path folder : state.folders()) {
      String balancer = String.valueOf(folder.getFileName()).replace('_', '/');
      try {
        int reaped = ProcessReplicaPool.reapOrphans(folder);
        if (reaped > 0) {
          console.log(
              "%s: ended %d replicas that a killed balancer had left behind"
                  .formatted(balancer, reaped));
        }
      } catch (IOException unreadable) {
        console.log(
            "%s: can't tell what an earlier balancer left behind: %s"
                .formatted(balancer, unreadable));
      }
    }
  }
}

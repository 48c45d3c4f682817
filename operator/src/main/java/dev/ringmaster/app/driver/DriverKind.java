package dev.ringmaster.app.driver;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.spec.LoadBalancerModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The drivers that a user can choose from. */
public enum DriverKind {
  /** Child processes on this machine. */
  PROCESS,
  /** Containers of the Docker engine. */
  DOCKER;

  /**
   * What the drivers need.
   *
   * @param sampleJar the sample server
   * @param network of the containers
   */
  public record Needs(Path sampleJar, String network) {}

  /** Refuses what it can't run, before anything starts. */
  public void check(List<LoadBalancerModel> models) throws UserError {
    List<String> problems = new ArrayList<>();
    for (LoadBalancerModel model : models) {
      problems(model.template()).forEach(problem -> problems.add(model.id() + ": " + problem));
    }
    if (!problems.isEmpty()) {
      throw new UserError(problems);
    }
  }

  private List<String> problems(ReplicaTemplate template) {
    if (!template.addresses().isEmpty()) {
      return List.of();
    }
    return switch (this) {
      case PROCESS -> ProcessDriver.problems(template);
      case DOCKER -> DockerDriver.problems(template);
    };
  }

  /**
   * Gets it ready.
   *
   * @param notices hears lines for the user, on any thread
   */
  public LocalDriver open(Needs needs, BalancerFolders folders, Consumer<String> notices)
      throws UserError {
    return switch (this) {
      case PROCESS -> new ProcessDriver(needs.sampleJar(), folders);
      case DOCKER -> DockerDriver.open(needs.network(), folders, notices);
    };
  }
}

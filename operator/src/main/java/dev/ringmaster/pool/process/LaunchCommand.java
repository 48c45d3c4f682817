package dev.ringmaster.pool.process;

import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The command line and the environment of a child: the template's command, or the sample server on
 * this process's own JDK where the template names none.
 *
 * @param sampleJar the sample server
 */
public record LaunchCommand(Path sampleJar) {
  /**
   * Why a template can't be executed at all, if so.
   *
   * @param path of the process, as in the environment
   */
  public static Optional<String> problem(ReplicaTemplate template, String path) {
    if (template.command().isEmpty()) {
      return Optional.empty();
    }
    String program = template.command().getFirst();
    String searched = template.env().getOrDefault("PATH", path);
    boolean found =
        program.contains(File.separator)
            ? executable(Path.of(program))
            : Stream.of(searched.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> executable(Path.of(folder, program)));
    return found
        ? Optional.empty()
        : Optional.of(
            "spec.template.command[0]: got \"%s\", expected an executable file or a program on the PATH"
                .formatted(program));
  }

  private static boolean executable(Path program) {
    return Files.isExecutable(program) && !Files.isDirectory(program);
  }

  List<String> commandLine(ReplicaSpec spec, int port) {
    return spec.template().command().isEmpty() ? SampleJvm.command(sampleJar) : spec.command(port);
  }

  Map<String, String> environment(ReplicaSpec spec, int port) {
    Map<String, String> environment = spec.environment(port);
    if (spec.template().command().isEmpty()) {
      environment.put("BIND", "127.0.0.1");
    }
    return environment;
  }
}

package dev.ringmaster.pool.process;

import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The command line and the environment of a child: the template's command, or the sample server on
 * this process's own JDK where the template names none.
 *
 * @param sampleJar the sample server
 */
public record LaunchCommand(Path sampleJar) {
  /** As in a Kubernetes command, so that one manifest means the same everywhere. */
  private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|\\(([^)]*)\\))");

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
    List<String> command = new ArrayList<>();
    if (spec.template().command().isEmpty()) {
      command.addAll(SampleJvm.command(sampleJar));
    } else {
      Map<String, String> variables = environment(spec, port);
      spec.template().command().forEach(word -> command.add(expand(word, variables)));
    }
    return command;
  }

  Map<String, String> environment(ReplicaSpec spec, int port) {
    Map<String, String> environment = new LinkedHashMap<>(spec.template().env());
    environment.put("PORT", Integer.toString(port));
    environment.put("SERVER_ID", spec.name());
    environment.put("REPLICA_ORDINAL", Integer.toString(spec.ordinal()));
    if (spec.template().command().isEmpty()) {
      environment.put("BIND", "127.0.0.1");
    }
    return environment;
  }

  /** A reference to what is unknown stays as it is, and {@code $$} is how to write a {@code $}. */
  private static String expand(String word, Map<String, String> variables) {
    return REFERENCE
        .matcher(word)
        .replaceAll(found -> Matcher.quoteReplacement(replacement(found, variables)));
  }

  private static String replacement(MatchResult found, Map<String, String> variables) {
    String name = found.group(1);
    return name == null ? "$" : variables.getOrDefault(name, found.group());
  }
}

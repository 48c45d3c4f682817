package dev.ringmaster.pool.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LaunchCommandTest {
  private static final LaunchCommand LAUNCH = new LaunchCommand(Path.of("/x/sample.jar"));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void sample_runsOnThisJdkAndOnLoopback() {
    ReplicaSpec sample = spec(Map.of());

    assertThat(LAUNCH.commandLine(sample, 20_123))
        .startsWith(Path.of(System.getProperty("java.home"), "bin", "java").toString())
        .endsWith("-jar", "/x/sample.jar");
    assertThat(LAUNCH.environment(sample, 20_123)).containsEntry("BIND", "127.0.0.1");
  }

  @Test
  void problem_ofTheSampleOrAnExecutable_isNone() throws IOException {
    Path program = program("server");

    assertThat(problem("", spec(Map.of()).template())).isEmpty();
    assertThat(problem("", template(program.toString()))).isEmpty();
    assertThat(problem("/nowhere::" + folder, template("server"))).isEmpty();
    assertThat(problem("/nowhere" + File.pathSeparator + folder, template("server"))).isEmpty();
    Path relative = Path.of("").toAbsolutePath().relativize(program);
    assertThat(problem("", template(relative.toString()))).isEmpty();
  }

  @Test
  void problem_isLookedForOnTheTemplatesOwnPath() throws IOException {
    program("server");
    ReplicaTemplate there = spec(Map.of("PATH", folder.toString()), "server").template();
    ReplicaTemplate elsewhere = spec(Map.of("PATH", "/nowhere"), "server").template();

    assertThat(problem("/nowhere", there)).isEmpty();
    assertThat(problem(folder.toString(), elsewhere)).isNotEmpty();
  }

  @Test
  void problem_namesWhatCannotBeExecuted() throws IOException {
    Path file = Files.writeString(folder.resolve("data"), "");
    Files.createDirectory(folder.resolve("dir"));
    String path = folder.toString();

    for (String program :
        List.of(
            "no-such-program", "data", "dir", "", path, file.toString(), path + "/no", "./no")) {
      assertThat(problem(path, template(program)))
          .as(program)
          .isEqualTo(
              "spec.template.command[0]: got \"%s\", expected an executable file or a program on the PATH"
                  .formatted(program));
    }
  }

  private Path program(String name) throws IOException {
    Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  private static String problem(String path, ReplicaTemplate template) {
    return LaunchCommand.problem(template, path).orElse("");
  }

  private static ReplicaTemplate template(String program) {
    return spec(Map.of(), program).template();
  }

  private static ReplicaSpec spec(Map<String, String> env, String... command) {
    return new ReplicaSpec(
        2, 9, "s3", new ReplicaTemplate("", List.of(command), List.of(), 5000, env));
  }
}

package dev.ringmaster.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A source tree with the real launcher and nothing else real: sources, JDKs and Maven are made up.
 */
final class FakeTree {
  /** All that the launcher may call, beside java and mvn. */
  private static final List<String> TOOLS =
      List.of("bash", "env", "readlink", "find", "grep", "tail", "mkdir", "rm", "sh");

  static final List<String> SOURCES =
      List.of(
          "pom.xml",
          "examples/quickstart.yaml",
          "operator/pom.xml",
          "operator/src/main/java/Main.java",
          "replica/pom.xml",
          "replica/src/main/java/Main.java");

  static final Instant BUILT_AT = Instant.parse("2026-01-01T12:00:00Z");

  final Path temp;
  final Path root;
  final Path tools;

  /** Nothing else is set. */
  final Map<String, String> environment = new HashMap<>();

  record Run(int code, List<String> out, List<String> err) {
    String java() {
      return out.getFirst();
    }
  }

  FakeTree(Path temp) throws IOException {
    this.temp = temp;
    root = Files.createDirectory(temp.resolve("the tree"));
    Files.copy(Path.of("..", "ringmaster"), root.resolve("ringmaster"));
    for (String source : SOURCES) {
      touch(root.resolve(source), BUILT_AT.minusSeconds(60));
    }
    touch(built(), BUILT_AT);
    tools = Files.createDirectory(temp.resolve("tools"));
    for (String tool : TOOLS) {
      Path real =
          Stream.of("/bin", "/usr/bin")
              .map(folder -> Path.of(folder, tool))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow();
      script(tools.resolve(tool), "exec " + real + " \"$@\"");
    }
    environment.put("PATH", tools.toString());
    environment.put("RINGMASTER_JVM_FOLDERS", temp.resolve("jvm").toString());
  }

  Path home() {
    return root.resolve("operator/target/ringmaster");
  }

  /** The cache that a build on this JDK would have made. */
  Path cache(String build) {
    return cache("ringmaster", build);
  }

  Path cache(String name, String build) {
    return home().resolve(name + "-" + build + ".aot");
  }

  Path built() {
    return home().resolve("built");
  }

  String java(String jdk) {
    return temp.resolve(jdk) + "/bin/java";
  }

  /** A JDK whose java prints its own path and its arguments, one a line. */
  Path jdk(String path, String version) throws IOException {
    return jdk(path, version, "98+1");
  }

  Path jdk(String path, String version, String build) throws IOException {
    Path jdk = temp.resolve(path);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(
        jdk.resolve("release"),
        "IMPLEMENTOR=\"Some One 99\"\nJAVA_RUNTIME_VERSION=\"%s\"\nJAVA_VERSION=\"%s\"\nJAVA_VERSION_DATE=\"2099-01-01\"\n"
            .formatted(build, version));
    script(jdk.resolve("bin/java"), "printf '%s\\n' \"$0\" \"$@\"");
    return jdk;
  }

  void maven(String body) throws IOException {
    String touchBuilt = "touch_built() { echo > '%s'; }\n".formatted(built());
    script(tools.resolve("mvn"), touchBuilt + body);
  }

  static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** The folders above it too, since they bear the time of what was made or removed in them. */
  void touch(Path file, Instant at) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    Path path = root;
    for (Path name : root.relativize(file)) {
      path = path.resolve(name);
      Instant when = path.equals(file) ? at : BUILT_AT.minusSeconds(60);
      Files.setLastModifiedTime(path, FileTime.from(when));
    }
  }

  Run run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(root + "/ringmaster"));
    command.addAll(List.of(arguments));
    return run(root, command);
  }

  Run run(Path folder, List<String> command) throws Exception {
    Path out = temp.resolve("stdout");
    Path err = temp.resolve("stderr");
    // By env, since the JDK would look for the command on its own PATH, not on the one given.
    List<String> line = new ArrayList<>(List.of("/usr/bin/env"));
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Run(
        process.exitValue(), Files.readAllLines(out, UTF_8), Files.readAllLines(err, UTF_8));
  }
}

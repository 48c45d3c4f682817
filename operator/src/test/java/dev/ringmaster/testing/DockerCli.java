package dev.ringmaster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The docker command: what a test sees the engine by, and does behind the driver's back. */
public final class DockerCli {
  /** The sample server, as the build of this checkout makes it. */
  public static final String SAMPLE = "ringmaster/replica:0.1";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Two stages of a JDK and a JRE, and a training run. */
  private static final Duration BUILD_PATIENCE = Duration.ofMinutes(10);

  private DockerCli() {}

  /** How a command ended. */
  public record Result(int code, String output) {
    /** Its output; it must have succeeded. */
    public String expectSuccess() {
      if (code != 0) {
        throw new AssertionError("exit code %d: %s".formatted(code, output));
      }
      return output.strip();
    }

    /** The lines that it printed. */
    public List<String> lines() {
      return expectSuccess().lines().filter(line -> !line.isBlank()).toList();
    }
  }

  /**
   * Why there is no Docker with our images here; empty if there is. With {@code
   * -Dringmaster.images=true} the images are taken as they are.
   */
  static String obstacle() {
    try {
      Result version = run("version", "--format", "{{.Server.Version}}");
      if (version.code() != 0) {
        return "no engine answers ("
            + version.output().strip().lines().findFirst().orElse("")
            + ")";
      }
    } catch (UncheckedIOException none) {
      return "there is no docker command";
    }
    if (Boolean.getBoolean("ringmaster.images")) {
      return "";
    }
    Result build =
        run(
            BUILD_PATIENCE,
            List.of(
                "docker", "build", "--quiet", "--file", "Dockerfile-server", "--tag", SAMPLE, "."));
    return build.code() == 0 ? "" : "the sample's image can't be built: " + build.output();
  }

  /** Runs {@code docker} with these arguments. */
  public static Result run(String... arguments) {
    return run(PATIENCE, arguments);
  }

  /** The same for what takes long. */
  public static Result run(Duration patience, String... arguments) {
    return run(patience, Stream.concat(Stream.of("docker"), Arrays.stream(arguments)).toList());
  }

  /** The same, where nothing but success will do. */
  public static String docker(String... arguments) {
    return run(arguments).expectSuccess();
  }

  /** The ids of the containers with a label, those that ended too. */
  public static List<String> withLabel(String label) {
    return run("ps", "--all", "--quiet", "--no-trunc", "--filter", "label=" + label).lines();
  }

  private static Result run(Duration patience, List<String> command) {
    return run(patience, command, Map.of());
  }

  /** Runs any command in the checkout, with these variables beside the environment. */
  static Result run(Duration patience, List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(new ArrayList<>(command))
              .directory(checkout().toFile())
              .redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      Thread killer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                  }
                } catch (InterruptedException stop) {
                  Thread.currentThread().interrupt();
                }
              });
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      killer.interrupt();
      return new Result(code, output);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stop) {
      throw new AssertionError(stop);
    }
  }

  /** Where the Dockerfiles are: tests run in a module's folder. */
  public static Path checkout() {
    Path here = Path.of("").toAbsolutePath();
    while (!here.resolve("Dockerfile-server").toFile().exists() && here.getParent() != null) {
      here = here.getParent();
    }
    return here;
  }
}

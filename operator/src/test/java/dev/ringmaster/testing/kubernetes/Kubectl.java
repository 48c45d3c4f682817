package dev.ringmaster.testing.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The program kubectl, as somebody who may do everything calls it: that of {@link
 * ControlPlane#ASSETS} or of the path. Where there is none the test is skipped, or fails if an API
 * server is required.
 */
public final class Kubectl {
  private static final long PATIENCE_SECONDS = 60;

  private final List<String> call;
  private final Path folder;

  private Kubectl(List<String> call, Path folder) {
    this.call = call;
    this.folder = folder;
  }

  /**
   * Of this namespace.
   *
   * @param folder for credentials and outputs
   */
  public static Kubectl of(ControlPlane plane, TestNamespace namespace, Path folder) {
    Optional<Path> program = program();
    if (program.isEmpty()) {
      String required = System.getenv().getOrDefault("RINGMASTER_REQUIRE", "");
      if (List.of(required.split(",", -1)).contains("apiserver")) {
        throw new IllegalStateException("apiserver is required: no kubectl on the path");
      }
      Assumptions.abort("needs kubectl: none on the path");
    }
    Path config = plane.kubeconfig(plane.admin().getConfiguration(), folder.resolve("kubeconfig"));
    return new Kubectl(
        List.of(
            program.orElseThrow().toString(),
            "--kubeconfig=" + config,
            "--cache-dir=" + folder.resolve("cache"),
            "--namespace=" + namespace.name()),
        folder);
  }

  private static Optional<Path> program() {
    String path = System.getenv().getOrDefault("PATH", "");
    String assets = System.getenv().getOrDefault(ControlPlane.ASSETS, "");
    return Stream.concat(Stream.of(assets), Arrays.stream(path.split(":", -1)))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry, "kubectl"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What it printed; it must have ended well. */
  public String run(String... words) {
    Output output = attempt(words);
    if (output.code() != 0) {
      throw new AssertionError("kubectl " + String.join(" ", words) + ": " + output.text());
    }
    return output.text();
  }

  /** What it printed, on both streams, however it ended. */
  public Output attempt(String... words) {
    List<String> command = new ArrayList<>(call);
    command.addAll(List.of(words));
    try {
      Path file = Files.createTempFile(folder, "kubectl", ".out");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(file.toFile())
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("kubectl hangs: " + String.join(" ", words));
      }
      return new Output(process.exitValue(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** What came of a call. */
  public record Output(int code, String text) {}
}

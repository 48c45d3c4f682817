package dev.ringmaster.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.kubernetes.ControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A user's shell in the checkout's root. Its {@code kubectl} talks to the test's API server, and
 * its {@code curl} finds on localhost what {@code kubectl port-forward} would put there.
 */
public final class Shell {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final long PATIENCE_SECONDS = 90;

  private final String prelude;
  private final Path folder;

  /** What a command printed on stdout, on stderr, and its exit code. */
  public record Output(String text, String complaints, int code) {}

  /**
   * A shell.
   *
   * @param kubeconfig of the user
   * @param router address that stands for localhost
   * @param folder for its files
   */
  public Shell(ControlPlane plane, Path kubeconfig, String router, Path folder) {
    this.folder = folder;
    prelude =
        """
        kubectl() { command '%s' --kubeconfig='%s' --cache-dir='%s/cache' "$@"; }
        curl() { command curl --silent --show-error --max-time 30 --connect-to 'localhost::%s:' "$@"; }
        """
            .formatted(plane.kubectl(), kubeconfig, folder, router);
  }

  /** What a script printed, which must end well. */
  public String run(String script) {
    Output output = attempt(script);
    if (output.code() != 0) {
      throw new AssertionError(
          "%s: exit code %d\n%s%s"
              .formatted(script, output.code(), output.text(), output.complaints()));
    }
    return output.text();
  }

  /**
   * Waits until this account may make things in the name of a balancer. The admission of the API
   * server knows the kind of an owner half a minute after its definition is new, and refuses until
   * then.
   */
  public void awaitOwners(String account) {
    String owned =
        """
        kubectl create --dry-run=server --as=%s -f - <<END
        apiVersion: v1
        kind: Service
        metadata:
          name: owned
          ownerReferences:
            - apiVersion: ringmaster.dev/v1alpha1
              kind: LoadBalancer
              name: owner
              uid: 00000000-0000-0000-0000-000000000000
              controller: true
              blockOwnerDeletion: true
        spec: {ports: [{port: 80}]}
        END
        """
            .formatted(account);
    await("things owned by a balancer, made by " + account)
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .untilAsserted(() -> {
          Output output = attempt(owned);
          assertThat(output.code()).as(output.complaints()).isZero();
        });
  }

  /** What became of a script, however it ended. */
  public Output attempt(String script) {
    try {
      Path out = Files.createTempFile(folder, "shell", ".out");
      Path err = Files.createTempFile(folder, "shell", ".err");
      ProcessBuilder builder =
          new ProcessBuilder("bash", "-c", prelude + script)
              .directory(ROOT.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().remove("KUBECONFIG");
      builder.environment().put("HOME", folder.toString());
      Process process = builder.start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError("hangs: " + script);
      }
      return new Output(
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8),
          process.exitValue());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", stop);
    }
  }
}

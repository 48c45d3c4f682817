package dev.ringmaster.deploy.helm;

import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.DockerCli;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A cluster of one node in a container, with the images of this checkout. Its node ports are
 * published, so that clients come in from outside by a real Service.
 */
final class K3s implements AutoCloseable {
  /** Kubernetes 1.30 or newer; {@code RINGMASTER_K3S_IMAGE} names another one. */
  private static final DockerImageName IMAGE =
      DockerImageName.parse(
              System.getenv().getOrDefault("RINGMASTER_K3S_IMAGE", "rancher/k3s:v1.33.1-k3s1"))
          .asCompatibleSubstituteFor("rancher/k3s");

  private static final List<String> OURS =
      List.of("ringmaster/loadbalancer:0.1", "ringmaster/replica:0.1");

  private static final Duration PULL = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Few, for each is published. */
  private static final int FIRST_NODE_PORT = 30080;

  private static final int LAST_NODE_PORT = 30087;

  private final K3sContainer container = new K3sContainer(IMAGE);

  /** Starts it and waits until its node is ready for Pods. */
  K3s() throws IOException {
    container.withCommand(
        "server",
        "--disable=traefik,servicelb,metrics-server",
        "--tls-san=" + container.getHost(),
        "--service-node-port-range=%d-%d".formatted(FIRST_NODE_PORT, LAST_NODE_PORT));
    container.addExposedPorts(IntStream.rangeClosed(FIRST_NODE_PORT, LAST_NODE_PORT).toArray());
    container.withStartupTimeout(PATIENCE);
    try {
      container.start();
      // No Pod is admitted before the account is there.
      await("a node, and the account default")
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            kubectl("wait --for=condition=Ready --timeout=10s node --all");
            kubectl("get serviceaccount default");
          });
      load();
    } catch (IOException | RuntimeException | AssertionError failure) {
      container.close();
      throw failure;
    }
  }

  /** There is an engine that has the image, or can pull it. */
  static boolean isPossible() {
    try {
      return has(IMAGE.asCanonicalNameString())
          || DockerCli.run(PULL, "pull", "--quiet", IMAGE.asCanonicalNameString()).code() == 0;
    } catch (UncheckedIOException noCommand) {
      return false;
    }
  }

  private static boolean has(String image) {
    return DockerCli.run("image", "inspect", image).code() == 0;
  }

  /** As {@code kind load docker-image} does. */
  private void load() throws IOException {
    for (String image : OURS) {
      if (!has(image)) {
        throw new AssertionError(
            "image %s: got none in the engine, expected one: docker compose build"
                .formatted(image));
      }
    }
    Path file = Files.createTempFile("ringmaster-images-", ".tar");
    try {
      DockerCli.docker("save", "--output", file.toString(), OURS.getFirst(), OURS.getLast());
      container.copyFileToContainer(MountableFile.forHostPath(file), "/tmp/images.tar");
      run("ctr --namespace k8s.io images import /tmp/images.tar");
    } finally {
      Files.delete(file);
    }
  }

  /** Writes credentials for use outside of the container. */
  Path kubeconfig(Path file) throws IOException {
    return Files.writeString(file, container.getKubeConfigYaml());
  }

  /** What kubectl printed, which must end well; words are split as a shell does. */
  String kubectl(String words) {
    return run("kubectl " + words);
  }

  /** Applies a manifest. */
  void apply(String manifest) {
    container.copyFileToContainer(Transferable.of(manifest), "/tmp/manifest.yaml");
    kubectl("apply --validate=strict -f /tmp/manifest.yaml");
  }

  /** What a script printed on the node, which must end well. */
  String run(String script) {
    try {
      ExecResult result = container.execInContainer("sh", "-c", script);
      if (result.getExitCode() != 0) {
        throw new AssertionError(
            "%s: exit code %d\n%s%s"
                .formatted(script, result.getExitCode(), result.getStdout(), result.getStderr()));
      }
      return result.getStdout();
    } catch (IOException failure) {
      throw new AssertionError(script, failure);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted: " + script, stop);
    }
  }

  /** Where a Service of the namespace default is reached from here, by its node port. */
  InetSocketAddress nodePort(String service) {
    String port =
        kubectl("get service %s -o jsonpath='{.spec.ports[0].nodePort}'".formatted(service));
    return new InetSocketAddress(
        container.getHost(), container.getMappedPort(Integer.parseInt(port.strip())));
  }

  @Override
  public void close() {
    container.close();
  }
}

package dev.ringmaster.pool.docker;

import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.DockerCli;
import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.UpProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A registry of images on 127.0.0.1, whose images an engine takes without TLS. */
final class Registry implements AutoCloseable {
  private final Process process;
  private final int port;

  private Registry(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static Registry start(Path folder) throws IOException {
    int port = UpProcess.freePort();
    Path settings =
        Files.writeString(
            folder.resolve("registry.yml"),
            """
            version: 0.1
            storage: {filesystem: {rootdirectory: "%s"}}
            http: {addr: "127.0.0.1:%d"}
            """
                .formatted(folder.resolve("images"), port));
    Process process =
        new ProcessBuilder("docker-registry", "serve", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("registry.log").toFile())
            .start();
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> answers(port));
    return new Registry(process, port);
  }

  private static boolean answers(int port) throws IOException {
    try (HttpWire wire =
        HttpWire.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      return wire.get("/v2/").status() == 200;
    }
  }

  /**
   * The name by which a copy of the image can be pulled; the engine itself has none of that name.
   */
  String holding(String image) {
    String name = "127.0.0.1:" + port + "/ringmaster/replica:pulled";
    DockerCli.docker("tag", image, name);
    DockerCli.docker("push", name);
    DockerCli.docker("rmi", name);
    return name;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

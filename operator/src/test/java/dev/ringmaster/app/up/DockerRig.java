package dev.ringmaster.app.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.DockerCli;
import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.LoadClient;
import dev.ringmaster.testing.LoadClient.Limits;
import dev.ringmaster.testing.LoadRun;
import dev.ringmaster.testing.UpProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code up --driver docker} on a state folder and a network of its own, and what is left of it.
 */
final class DockerRig {
  private static final int CONNECTIONS = 64;

  private final Path folder;
  private final String network;
  private final int port = UpProcess.freePort();

  DockerRig(Path folder) {
    this.folder = folder;
    network = "ringmaster-test-" + ProcessHandle.current().pid() + "-" + port;
  }

  /** Starts it with the manifest that was written last. */
  UpProcess up(String... options) {
    return up(Map.of(), options);
  }

  UpProcess up(Map<String, String> environment, String... options) {
    return on(network, environment, options);
  }

  /** The same on another network. */
  UpProcess on(String other, Map<String, String> environment, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "up",
                "--driver=docker",
                "--network=" + other,
                "--bind=127.0.0.1",
                "--port=" + port,
                "--admin-port=0",
                "--state=" + folder.resolve("state")));
    command.addAll(List.of(options));
    command.add(manifest().toString());
    return UpProcess.run(command, environment);
  }

  UpProcess ready() {
    UpProcess up = up();
    up.awaitLine(line -> line.startsWith("Ctrl-C drains"));
    return up;
  }

  String network() {
    return network;
  }

  private Path manifest() {
    return folder.resolve("web.yaml");
  }

  /** The manifest of three replicas of this image. */
  void write(String image) throws IOException {
    writeTemplate("{image: \"%s\"}".formatted(image));
  }

  void writeTemplate(String template) throws IOException {
    Files.writeString(
        manifest(),
        """
        apiVersion: ringmaster.dev/v1alpha1
        kind: LoadBalancer
        metadata: {name: web}
        spec:
          replicas: 3
          template: %s
          routing: {classic: true, keys: [{header: X-User-Id}]}
          drain: {grace: 5s, deadline: 10s}
        """
            .formatted(template));
  }

  InetSocketAddress data() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  LoadRun load() {
    return LoadClient.closedLoop(
        data(),
        CONNECTIONS,
        (connection, number) -> Request.get("/home", "X-User-Id", "user-" + number % 1_000),
        DockerRig::served,
        new Limits(5_000_000, Duration.ofSeconds(100)));
  }

  private static boolean served(Request request, Response response) {
    return response.status() == 200 && response.text().contains("Hello from Server: ");
  }

  /** Which ordinal serves each of 1,000 keys. */
  Map<String, String> owners() throws IOException {
    Map<String, String> owners = new TreeMap<>();
    try (HttpWire client = HttpWire.open(data())) {
      for (int i = 0; i < 1_000; i++) {
        Response answer = client.get("/home", "X-User-Id", "user-" + i);
        owners.put("user-" + i, answer.header("X-Replica-Ordinal").orElseThrow());
      }
    }
    return owners;
  }

  String rep() throws IOException {
    try (HttpWire client = HttpWire.open(data())) {
      return client.get("/rep").text();
    }
  }

  /** Id and start of each container: what is the same has not been restarted. */
  List<String> containers() {
    List<String> ids = DockerCli.run("ps", "--quiet", "--filter", "network=" + network).lines();
    return ids.isEmpty()
        ? List.of()
        : DockerCli.docker(
                "inspect --format {{.Id}}@{{.State.StartedAt}} "
                    .concat(String.join(" ", ids))
                    .split(" "))
            .lines()
            .sorted()
            .toList();
  }

  /** The container of a replica. */
  static String container(String replica) {
    return DockerCli.docker("ps", "--quiet", "--filter", "label=dev.ringmaster.name=" + replica);
  }

  /** Ends it as Ctrl-C does; nothing is left. */
  void stop(UpProcess up) {
    UpProcess.signal("TERM", up.handle());
    assertThat(up.awaitExit()).as(String.join("\n", up.output())).isZero();
    assertThat(up.output()).last().asString().endsWith("stopped, nothing is left running");
    assertNothingLeft();
  }

  void assertNothingLeft() {
    assertThat(DockerCli.run("ps", "--all", "--quiet", "--filter", "network=" + network).lines())
        .isEmpty();
    assertThat(DockerCli.run("network", "inspect", network).code()).isNotZero();
  }

  /** Removes what a failed test may have left. */
  void clean() {
    DockerCli.run("ps", "--all", "--quiet", "--filter", "network=" + network)
        .output()
        .lines()
        .filter(id -> id.matches("[0-9a-f]{12}"))
        .forEach(id -> DockerCli.run("rm", "--force", id));
    DockerCli.run("network", "rm", network);
  }
}

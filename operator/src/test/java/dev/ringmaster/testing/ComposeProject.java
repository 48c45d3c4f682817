package dev.ringmaster.testing;

import dev.ringmaster.testing.DockerCli.Result;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * {@code docker-compose.yml} of this checkout as a project of its own, on free ports of 127.0.0.1.
 * Closing it removes whatever is left of it.
 */
public final class ComposeProject implements AutoCloseable {
  /** Its name is fixed, so there is one such project at a time on an engine. */
  public static final String NETWORK = "load_balancer_network";

  private static final String SERVICE = "loadbalancer";

  /** The balancer's image may have to be built. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String SOCKET = "unix://";

  private final List<String> compose;
  private final String name = "ringmaster-it-" + UUID.randomUUID().toString().substring(0, 8);
  private final int port = UpProcess.freePort();
  private boolean begun;

  private ComposeProject(List<String> compose) {
    this.compose = compose;
  }

  /** A project with nothing in it yet; empty where there is no Compose. */
  public static Optional<ComposeProject> create() {
    return Stream.of(List.of("docker", "compose"), List.of("docker-compose"))
        .filter(ComposeProject::answers)
        .findFirst()
        .map(ComposeProject::new);
  }

  private static boolean answers(List<String> compose) {
    try {
      List<String> version = new ArrayList<>(compose);
      version.add("version");
      return DockerCli.run(PATIENCE, version, Map.of()).code() == 0;
    } catch (UncheckedIOException none) {
      return false;
    }
  }

  /** Where the balancer's data port is published. */
  public InetSocketAddress data() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The volume that the state is in. */
  public String volume() {
    return name + "_state";
  }

  /** As a user has it: built where something changed, and in the background. */
  public Result up() {
    if (!begun) {
      requireNoOther();
      begun = true;
    }
    // Images that are to be taken as they are may be no images of these sources.
    return run(
        "up", "--detach", Boolean.getBoolean("ringmaster.images") ? "--no-build" : "--build");
  }

  /** Where the network is there already, down would remove what is somebody else's. */
  private static void requireNoOther() {
    Result network = DockerCli.run("network", "inspect", "--format", "{{json .Labels}}", NETWORK);
    if (network.code() == 0) {
      throw new AssertionError(
          "network %s: got one with the labels %s, expected none: end its owner first (docker compose down, docker network rm)"
              .formatted(NETWORK, network.output().strip()));
    }
  }

  /** Ends it, with these options. */
  public Result down(String... options) {
    List<String> arguments = new ArrayList<>(List.of("down"));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  private Result run(String... arguments) {
    List<String> command = new ArrayList<>(compose);
    command.addAll(List.of("--project-name", name));
    command.addAll(List.of(arguments));
    return DockerCli.run(PATIENCE, command, environment());
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("COMPOSE_PROFILES", "standard");
    environment.put("RINGMASTER_PORT", "127.0.0.1:" + port);
    environment.put("RINGMASTER_ADMIN_PORT", "0");
    String host = System.getenv().getOrDefault("DOCKER_HOST", "");
    if (host.startsWith(SOCKET)) {
      environment.put("DOCKER_SOCKET", host.substring(SOCKET.length()));
    }
    return environment;
  }

  /** The balancer's container. */
  public String balancer() {
    return DockerCli.docker(
        "ps",
        "--all",
        "--quiet",
        "--no-trunc",
        "--filter",
        "label=com.docker.compose.project=" + name,
        "--filter",
        "label=com.docker.compose.service=" + SERVICE);
  }

  /** The replicas' containers, those that ended too. */
  public List<String> replicas() {
    return DockerCli.run(
            "ps",
            "--all",
            "--quiet",
            "--no-trunc",
            "--filter",
            "network=" + NETWORK,
            "--filter",
            "label=dev.ringmaster.owner")
        .lines();
  }

  /** Containers, networks and volumes of it, by kind. */
  public List<String> remains() {
    String filter = "label=com.docker.compose.project=" + name;
    return Stream.of(
            DockerCli.run("ps", "--all", "--filter", filter, "--format", "container {{.Names}}"),
            DockerCli.run("network", "ls", "--filter", filter, "--format", "network {{.Name}}"),
            DockerCli.run("volume", "ls", "--filter", filter, "--format", "volume {{.Name}}"))
        .flatMap(result -> result.lines().stream())
        .toList();
  }

  @Override
  public void close() {
    if (!begun) {
      return;
    }
    String balancer = balancer();
    if (!balancer.isEmpty()) {
      DockerCli.run("rm", "--force", balancer);
    }
    replicas().forEach(replica -> DockerCli.run("rm", "--force", replica));
    down("--volumes").expectSuccess();
  }
}

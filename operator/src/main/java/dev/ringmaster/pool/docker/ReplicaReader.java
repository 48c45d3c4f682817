package dev.ringmaster.pool.docker;

import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.HealthStateLog;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import dev.ringmaster.pool.LastWords;
import dev.ringmaster.pool.Replica;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What the engine says of a container, as a replica. */
final class ReplicaReader {
  /** As {@code docker ps} shows ids. */
  private static final int SHORT_ID = 12;

  private static final double MEBIBYTE = 1 << 20;

  private ReplicaReader() {}

  /** One of ours that runs, as the list has it. */
  static Replica listed(Container container, EngineNetwork network) {
    Map<String, String> labels = container.getLabels();
    int port = port(labels);
    Replica found =
        Replica.starting(
                Integer.parseInt(labels.getOrDefault(Labels.ORDINAL, "0")),
                Labels.incarnation(labels),
                labels.getOrDefault(Labels.NAME, ""),
                labels.getOrDefault(Labels.REVISION, ""))
            .identified(runtimeId(container.getId()));
    return network.joined()
        ? onNetwork(found, container.getNetworkSettings().getNetworks(), network, port)
        : Stream.of(container.getPorts())
            .filter(published -> published.getPublicPort() != null)
            .filter(published -> Objects.equals(published.getPrivatePort(), port))
            .map(
                published -> found.at(String.valueOf(published.getIp()), published.getPublicPort()))
            .findFirst()
            .orElse(found);
  }

  static String runtimeId(String id) {
    return "container " + id.substring(0, Math.min(SHORT_ID, id.length()));
  }

  /** The replica as its container runs now. */
  static Replica running(
      Replica before, InspectContainerResponse container, EngineNetwork network) {
    Replica now = addressed(before, container, network);
    HealthState health = container.getState().getHealth();
    return health != null && "unhealthy".equals(health.getStatus())
        ? now.failing(LastWords.of("unhealthy by its image's own check", () -> lastCheck(health)))
        : now;
  }

  private static Replica addressed(
      Replica replica, InspectContainerResponse container, EngineNetwork network) {
    int port = port(container.getConfig().getLabels());
    if (network.joined()) {
      return onNetwork(replica, container.getNetworkSettings().getNetworks(), network, port);
    }
    Ports.Binding[] bindings =
        container.getNetworkSettings().getPorts().getBindings().get(ExposedPort.tcp(port));
    return bindings == null || bindings.length == 0
        ? replica
        : replica.at(bindings[0].getHostIp(), Integer.parseInt(bindings[0].getHostPortSpec()));
  }

  private static Replica onNetwork(
      Replica replica, Map<String, ContainerNetwork> networks, EngineNetwork network, int port) {
    ContainerNetwork endpoint = networks.get(network.name());
    return endpoint == null
        ? replica
        : Stream.of(endpoint.getIpAddress(), endpoint.getGlobalIPv6Address())
            .filter(address -> address != null && !address.isEmpty())
            .map(address -> replica.at(address, port))
            .findFirst()
            .orElse(replica);
  }

  private static int port(Map<String, String> labels) {
    return Integer.parseInt(labels.getOrDefault(Labels.PORT, "0"));
  }

  private static String lastCheck(HealthState health) {
    List<HealthStateLog> checks = health.getLog();
    return checks == null || checks.isEmpty() ? "" : String.valueOf(checks.getLast().getOutput());
  }

  /** How it ended. */
  static String end(InspectContainerResponse container) {
    if (Boolean.TRUE.equals(container.getState().getOOMKilled())) {
      Long limit = container.getHostConfig().getMemory();
      return limit == null || limit == 0
          ? "killed: out of memory"
          : "killed: out of memory (limit %.0f MiB)".formatted(limit / MEBIBYTE);
    }
    Long code = container.getState().getExitCodeLong();
    return LastWords.ofCode(code == null ? -1 : code.intValue());
  }
}

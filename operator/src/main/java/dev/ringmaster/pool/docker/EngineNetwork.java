package dev.ringmaster.pool.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network;
import dev.ringmaster.pool.docker.engine.EngineClient;
import dev.ringmaster.pool.docker.engine.EngineException;
import dev.ringmaster.pool.docker.engine.EngineException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network that the replicas are on, and where we stand to it.
 *
 * @param joined we run in a container on it and reach replicas by their addresses; otherwise they
 *     are published on 127.0.0.1
 * @param ours we made it, and remove it again
 */
record EngineNetwork(String name, boolean joined, boolean ours) {
  private static final String BRIDGE = "bridge";

  /** A container's own files are mounted from its folder, whatever the cgroups look like. */
  private static final Pattern OWN_FOLDER =
      Pattern.compile("/containers/([0-9a-f]{64})/(?:hostname|hosts|resolv\\.conf)");

  /** Finds the network, or makes it where we do not run in a container. */
  static EngineNetwork prepare(EngineClient client, String name, String owner)
      throws EngineException {
    Optional<InspectContainerResponse> own = ownContainer(client);
    List<Network> named =
        client.ask(docker -> docker.listNetworksCmd().withNameFilter(name).exec()).stream()
            .filter(network -> name.equals(network.getName()))
            .toList();
    if (named.size() > 1) {
      throw refusal(name, "%d of that name".formatted(named.size()), "one");
    }
    for (Network network : named) {
      check(network);
    }
    if (own.isPresent()) {
      join(name, own.get());
      return new EngineNetwork(name, true, false);
    }
    if (named.isEmpty()) {
      client.tell(docker ->
          docker
              .createNetworkCmd()
              .withName(name)
              .withDriver(BRIDGE)
              .withCheckDuplicate(true)
              .withLabels(Map.of(Labels.OWNER, owner))
              .exec());
      return new EngineNetwork(name, false, true);
    }
    Map<String, String> labels = named.getFirst().getLabels();
    return new EngineNetwork(name, false, labels != null && owner.equals(labels.get(Labels.OWNER)));
  }

  private static void check(Network network) throws EngineException {
    boolean fit = BRIDGE.equals(network.getDriver()) || "overlay".equals(network.getDriver());
    if (!fit || BRIDGE.equals(network.getName())) {
      throw refusal(
          network.getName(),
          "the engine's own network of driver " + network.getDriver(),
          "one that was made for it (docker network create)");
    }
  }

  private static void join(String name, InspectContainerResponse own) throws EngineException {
    Map<String, ContainerNetwork> networks = own.getNetworkSettings().getNetworks();
    if (!networks.containsKey(name)) {
      throw refusal(
          name,
          "this container on " + String.join(", ", networks.keySet()),
          "it on that network (docker network connect, or networks in the compose file)");
    }
  }

  private static EngineException refusal(String network, String got, String expected) {
    return new EngineException(
        Kind.REFUSED, "network %s: got %s, expected %s".formatted(network, got, expected));
  }

  /** The container that we run in, if it is one of this engine's. */
  private static Optional<InspectContainerResponse> ownContainer(EngineClient client)
      throws EngineException {
    Optional<String> id = ownId();
    if (id.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(client.ask(docker -> docker.inspectContainerCmd(id.get()).exec()));
    } catch (EngineException failure) {
      if (failure.kind() == Kind.MISSING) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private static Optional<String> ownId() {
    try {
      Matcher matcher = OWN_FOLDER.matcher(Files.readString(Path.of("/proc/self/mountinfo")));
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }

  /** Why a replica that runs on it can't be reached. */
  String unreachable() {
    return joined
        ? "network %s: got no address of the replica, expected one there".formatted(name)
        : "network %s: got no port of the replica on 127.0.0.1, expected one that publishes it (not an internal network)"
            .formatted(name);
  }

  /** Removes the network if we made it; one that others use stays. */
  void remove(EngineClient client) {
    if (!ours) {
      return;
    }
    try {
      client.tell(docker -> docker.removeNetworkCmd(name).exec());
    } catch (EngineException inUse) {
      // Somebody else is on it.
    }
  }
}

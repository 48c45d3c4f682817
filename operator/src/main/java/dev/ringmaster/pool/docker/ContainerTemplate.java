package dev.ringmaster.pool.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.ringmaster.pool.Mount;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.Resources;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a replica's container is made from. */
record ContainerTemplate(String owner, String balancer, ReplicaSpec spec) {
  private static final long NANOS_A_MILLI = 1_000_000;
  private static final long SHARES_A_CPU = 1024;

  /** The kernel takes no less and no more. */
  private static final int MIN_SHARES = 2;

  private static final int MAX_SHARES = 262_144;
  private static final String LOOPBACK = "127.0.0.1";
  private static final String DEFAULT_NAMESPACE = "default/";
  private static final Pattern NO_NAME = Pattern.compile("[^a-zA-Z0-9_.-]+");

  /** RFC 1123, as a host name and as a network alias. */
  private static final Pattern HOST_NAME =
      Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?");

  /** {@code web-s1}: the balancer's name, with its namespace unless that is the default one. */
  String name() {
    String prefix =
        balancer.startsWith(DEFAULT_NAMESPACE)
            ? balancer.substring(DEFAULT_NAMESPACE.length())
            : balancer;
    return NO_NAME.matcher(prefix + "-" + spec.name()).replaceAll("-");
  }

  /** What tells this container from all others. */
  Map<String, String> labels() {
    return Labels.of(owner, balancer, spec);
  }

  CreateContainerCmd command(DockerClient docker, EngineNetwork network) {
    ReplicaTemplate template = spec.template();
    ExposedPort port = ExposedPort.tcp(template.port());
    CreateContainerCmd command =
        docker
            .createContainerCmd(template.image())
            .withName(name())
            .withLabels(labels())
            .withEnv(
                spec.environment(template.port()).entrySet().stream()
                    .map(variable -> variable.getKey() + "=" + variable.getValue())
                    .toList())
            .withExposedPorts(port)
            .withHostConfig(host(network, port));
    if (!template.command().isEmpty()) {
      // As in Kubernetes: it stands instead of the image's entry point, and its arguments with it.
      command.withEntrypoint(spec.command(template.port())).withCmd(List.of());
    }
    if (HOST_NAME.matcher(spec.name()).matches()) {
      command.withHostName(spec.name()).withAliases(spec.name());
    }
    return command;
  }

  private HostConfig host(EngineNetwork network, ExposedPort port) {
    HostConfig host =
        HostConfig.newHostConfig()
            .withNetworkMode(network.name())
            // Who is started again, and when, is the planner's business.
            .withRestartPolicy(RestartPolicy.noRestart())
            .withMounts(spec.template().mounts().stream().map(this::mount).toList());
    limit(host, spec.template().resources());
    return network.joined()
        ? host
        : host.withPortBindings(new PortBinding(Ports.Binding.bindIp(LOOPBACK), port));
  }

  /** As a kubelet does it; a request of memory is what an engine tries to leave it. */
  private static void limit(HostConfig host, Resources resources) {
    resources.limits().cpuMillis().ifPresent(millis -> host.withNanoCPUs(millis * NANOS_A_MILLI));
    resources.limits().memoryBytes().ifPresent(host::withMemory);
    resources.requests().memoryBytes().ifPresent(host::withMemoryReservation);
    resources
        .requests()
        .cpuMillis()
        .ifPresent(millis ->
            host.withCpuShares(
                Math.toIntExact(Math.clamp(millis * SHARES_A_CPU / 1000, MIN_SHARES, MAX_SHARES))));
  }

  private com.github.dockerjava.api.model.Mount mount(Mount mount) {
    com.github.dockerjava.api.model.Mount mounted =
        new com.github.dockerjava.api.model.Mount()
            .withType(
                switch (mount.type()) {
                  case BIND -> MountType.BIND;
                  case VOLUME -> MountType.VOLUME;
                  case TMPFS -> MountType.TMPFS;
                })
            .withTarget(mount.target())
            .withReadOnly(mount.readOnly());
    return mount.type() == Mount.Type.TMPFS
        ? mounted
        : mounted.withSource(mount.source(spec.ordinal()));
  }
}

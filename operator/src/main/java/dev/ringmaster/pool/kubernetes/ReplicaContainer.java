package dev.ringmaster.pool.kubernetes;

import dev.ringmaster.health.HealthPolicy;
import dev.ringmaster.kubernetes.PodExtras;
import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.Resources;
import dev.ringmaster.pool.kubernetes.PodManifest.Seconds;
import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandlerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Fills in the container of a Pod that is the replica. */
final class ReplicaContainer {
  private static final String PORT_NAME = "http";

  private ReplicaContainer() {}

  static void into(PodSpec pod, ReplicaSpec spec, PodExtras extras) {
    ReplicaTemplate template = spec.template();
    Container container = PodManifest.replica(pod);
    if (!template.image().isEmpty()) {
      container.setImage(template.image());
    }
    if (!template.command().isEmpty()) {
      // With references to variables: the kubelet fills them in by the same rules.
      container.setCommand(template.command());
    }
    environment(container, spec);
    ports(container, template.port());
    container.setResources(resources(container.getResources(), template.resources()));
    if (container.getReadinessProbe() == null) {
      container.setReadinessProbe(probe(extras.health(), template.port()));
    }
    if (container.getTerminationMessagePolicy() == null) {
      container.setTerminationMessagePolicy("FallbackToLogsOnError");
    }
    sleepBeforeTheEnd(container, extras.drain());
    secure(container);
  }

  private static void environment(Container container, ReplicaSpec spec) {
    Map<String, EnvVar> variables = new LinkedHashMap<>();
    container.getEnv().forEach(variable -> variables.put(variable.getName(), variable));
    spec.environment(spec.template().port())
        .forEach((name, value) -> variables.put(name, variable(name, value)));
    container.setEnv(List.copyOf(variables.values()));
  }

  /** Values are taken as they are in every mode: the kubelet would fill in references. */
  private static EnvVar variable(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value.replace("$", "$$")).build();
  }

  private static void ports(Container container, int port) {
    boolean typed =
        container.getPorts().stream().map(ContainerPort::getContainerPort).anyMatch(p -> p == port);
    if (!typed) {
      container
          .getPorts()
          .add(new ContainerPortBuilder().withName(PORT_NAME).withContainerPort(port).build());
    }
  }

  private static ResourceRequirements resources(
      @Nullable ResourceRequirements typed, Resources ours) {
    ResourceRequirements all = Objects.requireNonNullElseGet(typed, ResourceRequirements::new);
    all.setLimits(quantities(all.getLimits(), ours.limits()));
    all.setRequests(quantities(all.getRequests(), ours.requests()));
    return all;
  }

  private static @Nullable Map<String, Quantity> quantities(
      @Nullable Map<String, Quantity> typed, Resources.Amounts ours) {
    Map<String, Quantity> all = new LinkedHashMap<>(typed == null ? Map.of() : typed);
    ours.cpuMillis().ifPresent(millis -> all.put("cpu", new Quantity(millis + "m")));
    ours.memoryBytes().ifPresent(bytes -> all.put("memory", new Quantity(Long.toString(bytes))));
    return all.isEmpty() ? null : all;
  }

  private static Probe probe(HealthPolicy health, int port) {
    ProbeBuilder probe =
        new ProbeBuilder()
            .withPeriodSeconds(Seconds.some(health.interval()))
            .withTimeoutSeconds(Seconds.some(health.timeout()))
            .withFailureThreshold(health.unhealthyAfter())
            .withSuccessThreshold(health.healthyAfter());
    String path = health.path();
    return path == null
        ? probe.withNewTcpSocket().withNewPort(port).endTcpSocket().build()
        : probe.withNewHttpGet().withPath(path).withNewPort(port).endHttpGet().build();
  }

  /** While it sleeps, every router hears that the Pod leaves; its requests are answered. */
  private static void sleepBeforeTheEnd(Container container, DrainPolicy drain) {
    Lifecycle lifecycle = Objects.requireNonNullElseGet(container.getLifecycle(), Lifecycle::new);
    long seconds = Seconds.of(drain.grace());
    if (lifecycle.getPreStop() == null && seconds > 0) {
      lifecycle.setPreStop(new LifecycleHandlerBuilder().withNewSleep(seconds).build());
      container.setLifecycle(lifecycle);
    }
  }

  private static void secure(Container container) {
    SecurityContext context =
        Objects.requireNonNullElseGet(container.getSecurityContext(), SecurityContext::new);
    if (context.getAllowPrivilegeEscalation() == null) {
      context.setAllowPrivilegeEscalation(false);
    }
    if (context.getCapabilities() == null) {
      context.setCapabilities(new CapabilitiesBuilder().withDrop("ALL").build());
    }
    container.setSecurityContext(context);
  }
}

package dev.ringmaster.testing.kubernetes.kubelet;

import dev.ringmaster.testing.kubernetes.ControlPlane;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A kubelet in the namespace of a test, and what the test looks at it by. */
final class KubeletRig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final String namespace;
  private final LoopbackKubelet kubelet;

  KubeletRig(ControlPlane plane, String namespace, LoopbackKubelet kubelet) {
    this.client = plane.admin();
    this.namespace = namespace;
    this.kubelet = kubelet;
  }

  LoopbackKubelet kubelet() {
    return kubelet;
  }

  ConditionFactory patiently(String what) {
    return Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
  }

  /** The first process of a Pod that runs. */
  ProcessHandle process(Pod pod) {
    return kubelet.processes(pod).get(0);
  }

  void awaitEnd(ProcessHandle process) {
    patiently("process " + process.pid() + " has ended").until(() -> !process.isAlive());
  }

  @Override
  public void close() {
    kubelet.close();
  }

  void awaitGone(String name) {
    patiently("Pod " + name + " is gone").until(() -> pods(name).get() == null);
  }

  PodResource pods(String name) {
    return client.pods().inNamespace(namespace).withName(name);
  }

  void create(PodBuilder pod) {
    client.pods().inNamespace(namespace).resource(pod.build()).create();
  }

  void create(PodBuilder pod, String script) {
    pod.editSpec().editContainer(0).withCommand("sh", "-c", script).endContainer().endSpec();
    create(pod);
  }

  static PodBuilder sample(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("app", "sample")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("replica")
        .withImage("ringmaster/replica:0.1")
        .withNewReadinessProbe()
        .withNewHttpGet()
        .withPath("/heartbeat")
        .withNewPort(5000)
        .endHttpGet()
        .withPeriodSeconds(1)
        .withFailureThreshold(1)
        .endReadinessProbe()
        .endContainer()
        .endSpec();
  }

  static PodBuilder shell(String name, String restart, String script) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy(restart)
        .addNewContainer()
        .withName("replica")
        .withImage("example/shell")
        .withCommand("sh", "-c", script)
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .endContainer()
        .endSpec();
  }

  Pod see(String name, Predicate<Pod> wanted) {
    return patiently("Pod " + name)
        .until(() -> pods(name).get(), pod -> pod != null && wanted.test(pod));
  }

  static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(one -> one.getType().equals("Ready") && one.getStatus().equals("True"));
  }

  static PodCondition condition(Pod pod, String type) {
    return pod.getStatus().getConditions().stream()
        .filter(one -> one.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  static ContainerStatus container(Pod pod) {
    return pod.getStatus().getContainerStatuses().get(0);
  }

  static @Nullable ContainerStateRunning running(Pod pod) {
    return pod.getStatus().getContainerStatuses().isEmpty()
        ? null
        : container(pod).getState().getRunning();
  }

  static boolean waits(Pod pod, String reason) {
    return !pod.getStatus().getContainerStatuses().isEmpty()
        && container(pod).getState().getWaiting() != null
        && reason.equals(container(pod).getState().getWaiting().getReason());
  }

  static int get(Pod pod, String path) throws IOException {
    return get(pod, path, PATIENCE);
  }

  static int get(Pod pod, String path, Duration patience) throws IOException {
    URI uri = URI.create("http://" + pod.getStatus().getPodIP() + ":5000" + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setReadTimeout((int) patience.toMillis());
    return connection.getResponseCode();
  }
}

package dev.ringmaster.testing.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The status of one Pod, published whenever it changed. Conditions of others, such as the
 * eviction's DisruptionTarget, stay.
 */
final class PodStatusBoard {
  private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

  private final Host host;
  private final LoopbackNode node;
  private final Pod pod;
  private final String address;
  private final String startTime = LoopbackNode.now();
  private final Map<String, ContainerStatus> containers = new LinkedHashMap<>();
  private final Map<String, PodCondition> conditions = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean ending;
  private @Nullable String failure;
  private @Nullable String failureMessage;
  private String published = "";

  PodStatusBoard(Host host, LoopbackNode node, Pod pod, String address) {
    this.host = host;
    this.node = node;
    this.pod = pod;
    this.address = address;
    for (Container container : pod.getSpec().getContainers()) {
      containers.put(container.getName(), fresh(container));
    }
  }

  private static ContainerStatus fresh(Container container) {
    return new ContainerStatusBuilder()
        .withName(container.getName())
        .withImage(container.getImage())
        .withImageID("")
        .withReady(false)
        .withStarted(false)
        .withRestartCount(0)
        .withState(waiting("ContainerCreating", null))
        .build();
  }

  /** Says that no node takes the Pod at present. */
  static void unschedulable(KubernetesClient client, Pod pod, String why) {
    client
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .subresource("status")
        .patch(
            STRATEGIC,
            """
            {"metadata":{"uid":"%s"},"status":{"conditions":[{"type":"PodScheduled",
            "status":"False","reason":"Unschedulable",
            "message":"%s"}]}}
            """
                .formatted(pod.getMetadata().getUid(), why));
  }

  private static ContainerState waiting(String reason, @Nullable String message) {
    return new ContainerStateBuilder()
        .withNewWaiting()
        .withReason(reason)
        .withMessage(message)
        .endWaiting()
        .build();
  }

  /** It does not run yet, or not again yet. */
  void waiting(String container, String reason, String message) throws InterruptedException {
    change(
        container,
        status ->
            new ContainerStatusBuilder(status)
                .withLastState(lastState(status))
                .withState(waiting(reason, message))
                .withReady(false)
                .withStarted(false)
                .build());
  }

  /** It runs, and is not ready. */
  void running(String container, String id, int restarts) throws InterruptedException {
    change(container, status -> runs(status, id, restarts, false));
  }

  private static ContainerStatus runs(
      ContainerStatus status, String id, int restarts, boolean ready) {
    return new ContainerStatusBuilder(status)
        .withLastState(lastState(status))
        .withContainerID(id)
        .withImageID(status.getImage())
        .withRestartCount(restarts)
        .withState(
            new ContainerStateBuilder()
                .withNewRunning()
                .withStartedAt(LoopbackNode.now())
                .endRunning()
                .build())
        .withStarted(true)
        .withReady(ready)
        .build();
  }

  private static @Nullable ContainerState lastState(ContainerStatus status) {
    return status.getState().getTerminated() != null ? status.getState() : status.getLastState();
  }

  /** What its probe found; a container that does not run is not ready. */
  void ready(String container, boolean ready) throws InterruptedException {
    change(
        container,
        status ->
            status.getState().getRunning() == null
                ? status
                : new ContainerStatusBuilder(status).withReady(ready).build());
  }

  /** It has ended. */
  void terminated(String container, ContainerStateTerminated how) throws InterruptedException {
    change(
        container,
        status ->
            new ContainerStatusBuilder(status)
                .withState(new ContainerStateBuilder().withTerminated(how).build())
                .withReady(false)
                .withStarted(false)
                .build());
  }

  /** All of it runs and is ready, without any process. */
  void shine() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      containers.replaceAll((name, status) -> runs(status, "loopback://light", 0, true));
      publish();
    } finally {
      lock.unlock();
    }
  }

  /** The Pod is over, whatever its containers say. */
  void fail(String reason, String message) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      failure = reason;
      failureMessage = message;
      set("DisruptionTarget", true, "TerminationByKubelet", message);
    } finally {
      lock.unlock();
    }
  }

  private void change(String container, UnaryOperator<ContainerStatus> change)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      containers.computeIfPresent(container, (name, status) -> change.apply(status));
      publish();
    } finally {
      lock.unlock();
    }
  }

  /** Says it again: somebody else may have written what is not so. */
  void republish() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      published = "";
      publish();
    } finally {
      lock.unlock();
    }
  }

  void publish() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      String status = host.client().getKubernetesSerialization().asJson(status());
      if (!status.equals(published)) {
        node.awaitPresent();
        patch(status);
        published = status;
      }
    } finally {
      lock.unlock();
    }
  }

  private void patch(String status) {
    try {
      host.client()
          .pods()
          .inNamespace(pod.getMetadata().getNamespace())
          .withName(pod.getMetadata().getName())
          .subresource("status")
          .patch(
              STRATEGIC,
              "{\"metadata\":{\"uid\":\"%s\"},\"status\":%s}"
                  .formatted(pod.getMetadata().getUid(), status));
    } catch (KubernetesClientException refused) {
      // Gone, or another of its name: nobody is left to be told.
      if (refused.getCode() != 404 && refused.getCode() != 409) {
        throw refused;
      }
    }
  }

  private PodStatus status() {
    String phase = phase();
    boolean ready = phase.equals("Running") && unready().isEmpty();
    set("PodReadyToStartContainers", true, null, null);
    set("Initialized", true, null, null);
    set("PodScheduled", true, null, null);
    for (String type : List.of("ContainersReady", "Ready")) {
      set(type, ready, ready ? null : reason(phase), ready ? null : message(phase));
    }
    return new PodStatusBuilder()
        .withPhase(phase)
        .withReason(failure)
        .withMessage(failureMessage)
        .withHostIP(node.address())
        .withPodIP(address)
        .withPodIPs(new PodIP(address))
        .withStartTime(startTime)
        .withConditions(List.copyOf(conditions.values()))
        .withContainerStatuses(List.copyOf(containers.values()))
        .build();
  }

  private String phase() {
    if (failure != null) {
      return "Failed";
    }
    if (containers.values().stream().anyMatch(PodStatusBoard::neverRan)) {
      return "Pending";
    }
    boolean over =
        containers.values().stream().allMatch(status -> status.getState().getTerminated() != null);
    boolean fine = containers.values().stream().allMatch(PodStatusBoard::endedWell);
    if (!over || (!ending && comesBack(fine))) {
      return "Running";
    }
    return fine ? "Succeeded" : "Failed";
  }

  private boolean comesBack(boolean fine) {
    return switch (pod.getSpec().getRestartPolicy()) {
      case "Never" -> false;
      case "OnFailure" -> !fine;
      default -> true;
    };
  }

  /** From now on a container that ended does not come back. */
  void ending() {
    lock.lock();
    try {
      ending = true;
    } finally {
      lock.unlock();
    }
  }

  private static boolean neverRan(ContainerStatus status) {
    return status.getState().getWaiting() != null
        && (status.getLastState() == null || status.getLastState().getTerminated() == null);
  }

  private static boolean endedWell(ContainerStatus status) {
    return status.getState().getTerminated() != null
        && status.getState().getTerminated().getExitCode() == 0;
  }

  private List<String> unready() {
    return containers.values().stream()
        .filter(status -> !status.getReady())
        .map(ContainerStatus::getName)
        .toList();
  }

  private static String reason(String phase) {
    return switch (phase) {
      case "Succeeded" -> "PodCompleted";
      case "Failed" -> "PodFailed";
      default -> "ContainersNotReady";
    };
  }

  private @Nullable String message(String phase) {
    return phase.equals("Succeeded") || phase.equals("Failed")
        ? null
        : "containers with unready status: " + unready();
  }

  /** The time is that of the last change of its status. */
  private void set(String type, boolean holds, @Nullable String reason, @Nullable String message) {
    String status = holds ? "True" : "False";
    PodCondition before = conditions.get(type);
    String since =
        before != null && before.getStatus().equals(status)
            ? before.getLastTransitionTime()
            : LoopbackNode.now();
    conditions.put(
        type,
        new PodConditionBuilder()
            .withType(type)
            .withStatus(status)
            .withReason(reason)
            .withMessage(message)
            .withLastTransitionTime(since)
            .build());
  }
}

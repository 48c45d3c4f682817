package dev.ringmaster.testing.kubernetes.kubelet;

import dev.ringmaster.testing.kubernetes.ChildProcess;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** One Pod on its node, from its admission to the deletion of its object. */
final class PodWorker {
  /** No kubelet gives a container less. */
  private static final Duration LEAST_GRACE = Duration.ofSeconds(2);

  private final Host host;
  private final LoopbackNode node;
  private final Pod pod;
  private final ContainerLoop.Starter starter;
  private final PodStatusBoard board;
  private final List<ContainerLoop> containers;
  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile Duration grace = Duration.ofSeconds(Integer.MAX_VALUE);
  private volatile boolean gone;

  PodWorker(Host host, LoopbackNode node, Pod pod, ContainerLoop.Starter starter) {
    this.host = host;
    this.node = node;
    this.pod = pod;
    this.starter = starter;
    String address = Objects.requireNonNullElseGet(host.light(), Host::freshAddress);
    this.board = new PodStatusBoard(host, node, pod, address);
    this.containers =
        pod.getSpec().getContainers().stream()
            .map(one -> new ContainerLoop(host, node, board, pod, one, address, starter))
            .toList();
  }

  LoopbackNode node() {
    return node;
  }

  /** A Pod that is over stays so. */
  void start() throws InterruptedException {
    node.awaitPresent();
    if (isOver(pod)) {
      return;
    }
    if (host.light() != null) {
      board.shine();
      return;
    }
    board.publish();
    containers.forEach(
        container -> starter.start("container of " + pod.getMetadata().getName(), container::run));
  }

  private static boolean isOver(Pod pod) {
    return pod.getStatus() != null
        && Set.of("Succeeded", "Failed").contains(String.valueOf(pod.getStatus().getPhase()));
  }

  /** What the API says of it now. */
  void observe(Pod now) {
    if (now.getMetadata().getDeletionTimestamp() != null) {
      Long seconds = now.getMetadata().getDeletionGracePeriodSeconds();
      shorten(Duration.ofSeconds(seconds == null ? 0 : seconds));
      end();
    }
  }

  /** Its object is gone: nobody waits for it any more. */
  void gone() {
    gone = true;
    shorten(LEAST_GRACE);
    end();
  }

  private synchronized void shorten(Duration wanted) {
    if (wanted.compareTo(grace) < 0) {
      grace = wanted;
    }
  }

  /** Ends it as Failed; the object stays until somebody deletes it. */
  void fail(String reason, String message) {
    starter.start(
        "failure of " + pod.getMetadata().getName(),
        () -> {
          node.awaitPresent();
          containers.forEach(ContainerLoop::stop);
          // The reason first: of what is killed the containers tell by themselves.
          board.fail(reason, message);
          signal("KILL");
          board.publish();
        });
  }

  private void end() {
    if (ending.compareAndSet(false, true)) {
      starter.start(
          "end of " + pod.getMetadata().getName(),
          () -> {
            node.awaitPresent();
            endContainers();
            remove();
          });
    }
  }

  private void endContainers() throws InterruptedException {
    board.ending();
    if (host.light() != null || isOver(pod)) {
      return;
    }
    long began = System.nanoTime();
    CountDownLatch running = new CountDownLatch(containers.size());
    for (ContainerLoop container : containers) {
      starter.start(
          "end of a container of " + pod.getMetadata().getName(),
          () -> {
            try {
              container.end(() -> left(began));
            } finally {
              running.countDown();
            }
          });
    }
    running.await();
  }

  private long left(long began) {
    Duration all = grace.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : grace;
    return began + all.toNanos() - System.nanoTime();
  }

  /** The object of just this Pod, not of a successor of its name. */
  private void remove() throws InterruptedException {
    if (gone) {
      return;
    }
    board.publish();
    try {
      host.client()
          .raw(
              "/api/v1/namespaces/%s/pods/%s"
                  .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName()),
              "DELETE",
              Map.of(
                  "apiVersion",
                  "v1",
                  "kind",
                  "DeleteOptions",
                  "gracePeriodSeconds",
                  0,
                  "preconditions",
                  Map.of("uid", pod.getMetadata().getUid())));
    } catch (KubernetesClientException refused) {
      if (refused.getCode() != 404 && refused.getCode() != 409) {
        throw refused;
      }
    }
  }

  /** To all that its containers run. */
  void signal(String name) {
    containers.stream()
        .map(ContainerLoop::process)
        .filter(Objects::nonNull)
        .forEach(process -> process.signalAll(name));
  }

  List<ProcessHandle> processes() {
    return containers.stream()
        .map(ContainerLoop::process)
        .filter(Objects::nonNull)
        .map(ChildProcess::pid)
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .toList();
  }

  String output() {
    return containers.stream().map(ContainerLoop::output).collect(Collectors.joining());
  }

  void publish() {
    starter.start("status of " + pod.getMetadata().getName(), board::republish);
  }
}

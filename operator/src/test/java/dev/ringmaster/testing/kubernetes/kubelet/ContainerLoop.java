package dev.ringmaster.testing.kubernetes.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringmaster.testing.kubernetes.ChildProcess;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One container from its image to its end: it is pulled, runs, and runs again. */
final class ContainerLoop {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final int FIRST_BACK_OFF = 10;
  private static final int LONGEST_BACK_OFF = 300;

  /** Of a message that falls back to the log. */
  private static final int MESSAGE_BYTES = 2048;

  private final Host host;
  private final LoopbackNode node;
  private final PodStatusBoard board;
  private final Pod pod;
  private final Container container;
  private final String name;
  private final String address;
  private final Starter starter;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable ChildProcess process;
  private @Nullable Path output;

  /** Runs what goes on beside. */
  @FunctionalInterface
  interface Starter {
    void start(String what, LoopbackKubelet.Task task);
  }

  ContainerLoop(
      Host host,
      LoopbackNode node,
      PodStatusBoard board,
      Pod pod,
      Container container,
      String address,
      Starter starter) {
    this.host = host;
    this.node = node;
    this.board = board;
    this.pod = pod;
    this.container = container;
    this.name = container.getName();
    this.address = address;
    this.starter = starter;
  }

  /** Until it has ended for good. */
  void run() throws InterruptedException, IOException {
    try {
      if (!pull()) {
        return;
      }
      ContainerCommand command = ContainerCommand.of(container, pod, address, node);
      int restarts = 0;
      while (runOnce(command, restarts)) {
        if (!backOff(restarts)) {
          return;
        }
        restarts++;
      }
    } catch (IllegalArgumentException unusable) {
      board.waiting(name, "CreateContainerConfigError", String.valueOf(unusable.getMessage()));
    } finally {
      ended.countDown();
    }
  }

  /** Whether it is there, and not asked to stop. */
  private boolean pull() throws InterruptedException {
    String image = container.getImage();
    // As containerd puts it.
    String error =
        "failed to pull and unpack image \"%1$s\": failed to resolve reference \"%1$s\": not found"
            .formatted(image);
    String reason = "ErrImagePull";
    String message = error;
    while (host.unpullable().contains(image)) {
      board.waiting(name, reason, message);
      if (stopping.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      reason = "ImagePullBackOff";
      message = "Back-off pulling image \"%s\": ErrImagePull: %s".formatted(image, error);
    }
    return stopping.getCount() > 0;
  }

  /** Whether it is to run again. */
  private boolean runOnce(ContainerCommand command, int restarts)
      throws InterruptedException, IOException {
    node.awaitPresent();
    Path log = folder().resolve(name + "-" + restarts + ".log");
    ChildProcess running = launch(command, log);
    if (running == null) {
      return false;
    }
    String started = LoopbackNode.now();
    String id = "loopback://" + UUID.randomUUID();
    CountDownLatch over = new CountDownLatch(1);
    int code;
    try {
      if (node.isLost()) {
        running.signalAll("STOP");
      }
      board.running(name, id, restarts);
      watchReadiness(over);
      code = running.awaitExit();
    } finally {
      over.countDown();
      running.close();
    }
    board.terminated(name, end(code, started, id, log));
    return stopping.getCount() > 0 && restarts(code);
  }

  private void watchReadiness(CountDownLatch over) throws InterruptedException {
    if (container.getReadinessProbe() == null) {
      board.ready(name, true);
    } else {
      ReadinessProbe probe = new ReadinessProbe(board, node, container, address, over);
      starter.start("readiness probe of " + pod.getMetadata().getName(), probe::run);
    }
  }

  private Path folder() throws IOException {
    return Files.createDirectories(host.folder().resolve(pod.getMetadata().getUid()));
  }

  private synchronized @Nullable ChildProcess launch(ContainerCommand command, Path log)
      throws IOException {
    if (stopping.getCount() == 0) {
      return null;
    }
    output = log;
    process = ChildProcess.start(command.command(), command.environment(), folder(), log);
    return process;
  }

  private ContainerStateTerminated end(int code, String started, String id, Path log)
      throws IOException {
    boolean tell =
        code != 0 && "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy());
    return new ContainerStateTerminatedBuilder()
        .withContainerID(id)
        .withExitCode(code)
        .withReason(code == 0 ? "Completed" : "Error")
        .withMessage(tell ? lastWords(log) : null)
        .withStartedAt(started)
        .withFinishedAt(LoopbackNode.now())
        .build();
  }

  private static String lastWords(Path log) throws IOException {
    byte[] all = Files.readAllBytes(log);
    int from = Math.max(0, all.length - MESSAGE_BYTES);
    return new String(all, from, all.length - from, UTF_8);
  }

  private boolean restarts(int code) {
    String policy = pod.getSpec().getRestartPolicy();
    return policy.equals("Always") || (policy.equals("OnFailure") && code != 0);
  }

  /** The first restart is at once, as a kubelet's. Whether it is to go on. */
  private boolean backOff(int restarts) throws InterruptedException {
    if (restarts == 0) {
      return stopping.getCount() > 0;
    }
    int seconds = Math.min(LONGEST_BACK_OFF, FIRST_BACK_OFF << Math.min(restarts - 1, 6));
    board.waiting(
        name,
        "CrashLoopBackOff",
        "back-off %ds restarting failed container=%s pod=%s"
            .formatted(seconds, name, pod.getMetadata().getName()));
    return !stopping.await(seconds * host.backOff(), TimeUnit.MILLISECONDS);
  }

  /** The process that runs now. */
  synchronized @Nullable ChildProcess process() {
    return process != null && process.isAlive() ? process : null;
  }

  String output() {
    Path log;
    synchronized (this) {
      log = output;
    }
    try {
      return log == null ? "" : Files.readString(log);
    } catch (IOException unreadable) {
      return "";
    }
  }

  /** It does not start again. */
  synchronized void stop() {
    stopping.countDown();
  }

  /**
   * Ends it in the order of a kubelet: preStop, SIGTERM, and SIGKILL when no time is left.
   *
   * @param left of the Pod's grace, in ns
   */
  void end(Supplier<Long> left) throws InterruptedException, IOException {
    stop();
    ChildProcess running = process();
    if (running != null) {
      preStop(left);
      running.signal("TERM");
      while (running.isAlive() && left.get() > 0) {
        running.awaitExit(Duration.ofNanos(Math.min(left.get(), LOOK_AGAIN.toNanos())));
      }
      if (running.isAlive()) {
        running.signalAll("KILL");
      }
    }
    ended.await();
  }

  private void preStop(Supplier<Long> left) throws InterruptedException, IOException {
    LifecycleHandler hook =
        container.getLifecycle() == null ? null : container.getLifecycle().getPreStop();
    if (hook == null) {
      return;
    }
    if (hook.getSleep() != null) {
      sleep(Duration.ofSeconds(hook.getSleep().getSeconds()), left);
    } else if (hook.getExec() != null) {
      exec(hook.getExec().getCommand(), left);
    }
  }

  /** As long as the container lives and there is grace. */
  private void sleep(Duration duration, Supplier<Long> left) throws InterruptedException {
    long until = System.nanoTime() + duration.toNanos();
    while (process() != null && left.get() > 0 && System.nanoTime() < until) {
      long nanos = Math.min(until - System.nanoTime(), LOOK_AGAIN.toNanos());
      ended.await(Math.min(nanos, left.get()), TimeUnit.NANOSECONDS);
    }
  }

  private void exec(List<String> words, Supplier<Long> left)
      throws InterruptedException, IOException {
    ContainerCommand command = ContainerCommand.of(container, pod, address, node);
    try (ChildProcess hook =
        ChildProcess.start(
            words, command.environment(), folder(), folder().resolve(name + "-preStop.log"))) {
      while (hook.isAlive() && left.get() > 0) {
        hook.awaitExit(Duration.ofNanos(Math.min(left.get(), LOOK_AGAIN.toNanos())));
      }
    }
  }
}

package dev.ringmaster.testing.kubernetes.kubelet;

import dev.ringmaster.testing.kubernetes.ControlPlane;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler and the nodes of one namespace. It places every Pod, and runs a process for each of
 * its containers: the sample replica for an image whose path ends in {@code ringmaster/replica},
 * otherwise the container's command, on this machine and without any isolation. Each Pod has an
 * address of 127.0.0.0/8 of its own; a container finds it as {@code BIND}. Conditions, states,
 * readiness probes (httpGet, tcpSocket), restarts and the order of an end are those of a real
 * kubelet; claims are bound, to nothing; init containers, other volumes, and startup and liveness
 * probes are left out. The cluster must have no scheduler of its own. Closing it kills all that it
 * started and withdraws its nodes.
 */
public final class LoopbackKubelet implements AutoCloseable {
  /** Who writes what it writes, in the audit log. */
  public static final String USER = "loopback-kubelet";

  private static final Logger LOG = System.getLogger(LoopbackKubelet.class.getName());
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Host host;
  private final Map<String, LoopbackNode> nodes = new ConcurrentHashMap<>();
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
  private final Set<String> placed = ConcurrentHashMap.newKeySet();
  private final SharedIndexInformer<Pod> informer;
  private volatile boolean volumes = true;
  private volatile boolean closing;

  private LoopbackKubelet(Host host, String namespace, List<String> names) {
    this.host = host;
    for (String name : names) {
      LoopbackNode node = new LoopbackNode(host.client(), name);
      node.register();
      nodes.put(name, node);
      run("heartbeat of " + name, () -> node.beat(() -> on(name).forEach(PodWorker::publish)));
    }
    informer = host.client().pods().inNamespace(namespace).inform(new PodEvents());
  }

  /** What it is to be like; two nodes, if nobody says otherwise. */
  public static final class Builder {
    private final ControlPlane plane;
    private final String namespace;
    private List<String> nodes = List.of("node-a", "node-b");
    private long backOff = 100;
    private @Nullable String light;

    private Builder(ControlPlane plane, String namespace) {
      this.plane = plane;
      this.namespace = namespace;
    }

    /** Names of its nodes. Nodes belong to the cluster: only one kubelet at a time has a name. */
    public Builder nodes(String... names) {
      nodes = List.of(names);
      return this;
    }

    /** What a second of CrashLoopBackOff takes here; 100 ms by default. */
    public Builder backOff(Duration second) {
      backOff = second.toMillis();
      return this;
    }

    /** Runs no process: every Pod is Ready at once, at this address. */
    public Builder light(String address) {
      light = address;
      return this;
    }

    /** Registers the nodes and begins. */
    public LoopbackKubelet start() {
      KubernetesClient client = plane.as(USER, "system:masters");
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      try {
        Path folder = Files.createTempDirectory("ringmaster-kubelet-");
        Host host =
            new Host(client, threads, folder, ConcurrentHashMap.newKeySet(), backOff, light);
        return new LoopbackKubelet(host, namespace, nodes);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  /** For the Pods of one namespace. */
  public static Builder in(ControlPlane plane, String namespace) {
    return new Builder(plane, namespace);
  }

  private final class PodEvents implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      observe(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      observe(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean unknown) {
      LoopbackNode node = nodes.get(String.valueOf(pod.getSpec().getNodeName()));
      if (node != null) {
        node.pods().decrementAndGet();
      }
      PodWorker worker = workers.get(pod.getMetadata().getUid());
      if (worker != null) {
        worker.gone();
      }
    }
  }

  private void observe(Pod pod) {
    String uid = pod.getMetadata().getUid();
    String node = pod.getSpec().getNodeName();
    if (node == null) {
      if (pod.getMetadata().getDeletionTimestamp() == null && placed.add(uid)) {
        run("scheduler of " + pod.getMetadata().getName(), () -> place(pod));
      }
    } else if (nodes.containsKey(node)) {
      workers.computeIfAbsent(uid, fresh -> admit(pod, nodes.get(node))).observe(pod);
    }
  }

  private PodWorker admit(Pod pod, LoopbackNode node) {
    PodWorker worker = new PodWorker(host, node, pod, this::run);
    run("Pod " + pod.getMetadata().getName(), worker::start);
    return worker;
  }

  private void place(Pod pod) throws InterruptedException {
    List<LoopbackNode> free = schedulable();
    if (free.isEmpty()) {
      PodStatusBoard.unschedulable(
          host.client(), pod, "0/%d nodes are available".formatted(nodes.size()));
    } else if (!isBound(pod)) {
      PodStatusBoard.unschedulable(
          host.client(), pod, "pod has unbound immediate PersistentVolumeClaims");
    }
    while (free.isEmpty() || !isBound(pod)) {
      Thread.sleep(LOOK_AGAIN);
      free = schedulable();
    }
    LoopbackNode node = take(free);
    host.client()
        .bindings()
        .inNamespace(pod.getMetadata().getNamespace())
        .resource(
            new BindingBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .endMetadata()
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node.name())
                .endTarget()
                .build())
        .create();
  }

  /** All claims of the Pod have a volume: where any are to be had, they are given at once. */
  private boolean isBound(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getPersistentVolumeClaim() != null)
        .map(volume ->
            host.client()
                .persistentVolumeClaims()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(volume.getPersistentVolumeClaim().getClaimName()))
        .allMatch(this::isBound);
  }

  private boolean isBound(Resource<PersistentVolumeClaim> place) {
    PersistentVolumeClaim claim = place.get();
    if (claim == null || (!volumes && !"Bound".equals(claim.getStatus().getPhase()))) {
      return false;
    }
    if (!"Bound".equals(claim.getStatus().getPhase())) {
      claim.getStatus().setPhase("Bound");
      var unused = host.client().resource(claim).updateStatus();
    }
    return true;
  }

  private List<LoopbackNode> schedulable() {
    return nodes.values().stream().filter(LoopbackNode::isSchedulable).toList();
  }

  /** Chooses and counts in one step: Pods that come together do not all see the same emptiest. */
  private synchronized LoopbackNode take(List<LoopbackNode> free) {
    LoopbackNode emptiest =
        Collections.min(free, Comparator.comparingInt(node -> node.pods().get()));
    emptiest.pods().incrementAndGet();
    return emptiest;
  }

  /** Work that ends by itself or when it is interrupted. */
  @FunctionalInterface
  interface Task {
    void run() throws InterruptedException, IOException;
  }

  private void run(String what, Task task) {
    host.threads()
        .execute(() -> {
          try {
            task.run();
          } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
          } catch (IOException | RuntimeException failure) {
            if (!closing && !isMissing(failure)) {
              LOG.log(Level.WARNING, "kubelet, " + what, failure);
            }
          }
        });
  }

  /** The Pod went while somebody was at it. */
  private static boolean isMissing(Exception failure) {
    return failure instanceof KubernetesClientException refused
        && (refused.getCode() == 404 || refused.getCode() == 409);
  }

  private PodWorker worker(Pod pod) {
    PodWorker worker = workers.get(pod.getMetadata().getUid());
    if (worker == null) {
      throw new IllegalStateException(
          "Pod " + pod.getMetadata().getName() + " is on none of the nodes " + nodes.keySet());
    }
    return worker;
  }

  private LoopbackNode node(String name) {
    LoopbackNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("node " + name + ", expected one of " + nodes.keySet());
    }
    return node;
  }

  /** Kills the processes of a Pod, as a fault of their own would end them. */
  public void crash(Pod pod) {
    worker(pod).signal("KILL");
  }

  /** Ends a Pod as Failed, as a kubelet does whose node runs out of something. */
  public void fail(Pod pod, String reason, String message) {
    worker(pod).fail(reason, message);
  }

  /**
   * A node that is cut off: no heartbeat, its processes hang, nothing that is asked of it happens.
   * Its Ready condition becomes Unknown and its Pods unready when the controllers notice.
   */
  public void lose(String name) {
    node(name).lose();
    on(name).forEach(worker -> worker.signal("STOP"));
  }

  /** The end of {@link #lose}: processes go on, and what was missed is done. */
  public void restore(String name) {
    node(name).restore();
    on(name).forEach(worker -> worker.signal("CONT"));
    on(name).forEach(PodWorker::publish);
  }

  private List<PodWorker> on(String node) {
    return workers.values().stream().filter(worker -> worker.node().name().equals(node)).toList();
  }

  /** Whether claims find a volume; at first they do. */
  public void volumes(boolean any) {
    volumes = any;
  }

  /** From now on this image can't be pulled; containers that run keep running. */
  public void unpullable(String image) {
    host.unpullable().add(image);
  }

  /** The end of {@link #unpullable}. */
  public void pullable(String image) {
    host.unpullable().remove(image);
  }

  /** The processes of a Pod that run now. */
  public List<ProcessHandle> processes(Pod pod) {
    return worker(pod).processes();
  }

  /** What the containers of a Pod have printed in this run of theirs. */
  public String output(Pod pod) {
    return worker(pod).output();
  }

  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    informer.close();
    // A container whose thread is interrupted kills its process.
    host.threads().shutdownNow();
    try {
      if (!host.threads().awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "kubelet: threads still run after {0}", PATIENCE);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    nodes.values().forEach(LoopbackNode::withdraw);
    deleteFolder();
  }

  private void deleteFolder() {
    try (Stream<Path> files = Files.walk(host.folder())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      LOG.log(Level.WARNING, "kubelet: can't delete " + host.folder(), failure);
    }
  }
}

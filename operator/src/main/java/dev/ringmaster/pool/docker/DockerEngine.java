package dev.ringmaster.pool.docker;

import com.github.dockerjava.api.model.Container;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.docker.engine.EngineClient;
import dev.ringmaster.pool.docker.engine.EngineException;
import dev.ringmaster.pool.docker.engine.ImagePulls;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A Docker engine, as one installation of Ringmaster uses it: the pools of all its balancers, the
 * network that they share, and the news from the engine. Any thread.
 */
public final class DockerEngine implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  private final EngineClient client;
  private final EngineNetwork network;
  private final String owner;
  private final Consumer<String> notices;
  private final ImagePulls pulls;
  private final EngineFollower follower;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ExecutorService downloads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, DockerReplicaPool> pools = new ConcurrentHashMap<>();

  private DockerEngine(
      EngineClient client, EngineNetwork network, String owner, Consumer<String> notices) {
    this.client = client;
    this.network = network;
    this.owner = owner;
    this.notices = notices;
    pulls = new ImagePulls(client, notices);
    follower = new EngineFollower(client, owner, new News());
  }

  /**
   * Finds the engine that the docker command would use, and the replicas' network on it.
   *
   * @param owner of all containers that are created; containers of others are never touched
   * @param network made where it is missing and we do not run in a container ourselves
   * @param notices hears lines for the user, on any thread
   */
  public static DockerEngine open(String owner, String network, Consumer<String> notices)
      throws EngineException {
    EngineClient client = EngineClient.connect();
    try {
      DockerEngine engine =
          new DockerEngine(client, EngineNetwork.prepare(client, network, owner), owner, notices);
      engine.follower.start();
      return engine;
    } catch (EngineException refused) {
      client.close();
      throw refused;
    }
  }

  /** A balancer's pool of the containers that it has here, given what to call on a change. */
  public Function<Runnable, ReplicaPool> pool(String balancer) throws EngineException {
    List<Container> found = client.list(Labels.ofBalancer(owner, balancer));
    return onChange -> {
      DockerReplicaPool pool = new DockerReplicaPool(this, balancer, found, onChange);
      pools.put(balancer, pool);
      return pool;
    };
  }

  /**
   * Removes, without asking them to end first, the containers of balancers that are no more.
   *
   * @param balancers that are
   * @return how many were removed, by balancer
   */
  public Map<String, Integer> removeOthers(Set<String> balancers) throws EngineException {
    Map<String, List<Container>> others =
        client.list(Map.of(Labels.OWNER, owner)).stream()
            .collect(Collectors.groupingBy(c -> Labels.balancer(c.getLabels())));
    others.keySet().removeAll(balancers);
    others.values().forEach(containers -> containers.forEach(this::remove));
    return others.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, other -> other.getValue().size()));
  }

  /** Removes all containers at once: nobody waits for them any more. */
  public void kill() {
    try {
      client.list(Map.of(Labels.OWNER, owner)).forEach(this::remove);
    } catch (EngineException unreachable) {
      notices.accept(unreachable.line());
    }
    awaitWork();
    network.remove(client);
  }

  /** Lets go of what runs, once all removals have been carried out. */
  @Override
  public void close() {
    follower.close();
    awaitWork();
    network.remove(client);
    client.close();
  }

  private void awaitWork() {
    downloads.shutdownNow();
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  EngineClient client() {
    return client;
  }

  EngineNetwork network() {
    return network;
  }

  ImagePulls pulls() {
    return pulls;
  }

  String owner() {
    return owner;
  }

  void tell(String line) {
    notices.accept(line);
  }

  void execute(Runnable work) {
    execute(executor, work);
  }

  /** Work that nobody waits for at the end. */
  void download(Runnable work) {
    execute(downloads, work);
  }

  private static void execute(ExecutorService executor, Runnable work) {
    try {
      executor.execute(work);
    } catch (RejectedExecutionException closed) {
      // Nobody is interested any more.
    }
  }

  void later(Duration delay, Runnable work) {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> execute(work));
  }

  void remove(Container container) {
    execute(() -> {
      try {
        client.remove(container.getId());
      } catch (EngineException failure) {
        tell(ReplicaReader.runtimeId(container.getId()) + " can't be removed: " + failure.line());
      }
    });
  }

  /** Heard on the follower's thread, one after another. */
  private final class News implements EngineFollower.Listener {
    /** Why it is away, each reason once. */
    private final Set<String> told = new HashSet<>();

    @Override
    public void listed(List<Container> containers) {
      if (!told.isEmpty()) {
        told.clear();
        tell("the Docker engine answers again");
      }
      Map<String, List<Container>> byBalancer =
          containers.stream().collect(Collectors.groupingBy(c -> Labels.balancer(c.getLabels())));
      pools.forEach((balancer, pool) -> pool.listed(byBalancer.getOrDefault(balancer, List.of())));
    }

    @Override
    public void happened(Map<String, String> labels) {
      DockerReplicaPool pool = pools.get(Labels.balancer(labels));
      if (pool != null) {
        pool.happened(Labels.incarnation(labels));
      }
    }

    @Override
    public void away(EngineException reason) {
      if (told.add(reason.line())) {
        tell(
            reason.line()
                + "; requests are routed on, but nothing is started or replaced until it answers");
      }
    }
  }
}

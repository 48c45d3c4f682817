package dev.ringmaster.cluster;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.cluster.last.LastState;
import dev.ringmaster.kubernetes.PodLabels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the API server has of balancers, their Pods and the nodes, as far as the watches got. They
 * never give up: while the server is away, all stays as it was last. Safe for any thread.
 */
public final class ClusterWatch implements ClusterState, AutoCloseable {
  private static final String BY_BALANCER = "balancer";
  private static final String BY_NODE = "node";

  private final List<ClusterListener> listeners = new CopyOnWriteArrayList<>();
  private final List<SharedIndexInformer<LoadBalancer>> balancers = new ArrayList<>();
  private final List<SharedIndexInformer<Pod>> pods = new ArrayList<>();
  private final NodeWatch nodes;
  private final CompletableFuture<Void> synced = new CompletableFuture<>();

  /** Stands in for what has not been listed yet. */
  private volatile @Nullable LastState recalled;

  /**
   * A watch that has not begun.
   *
   * @param namespaces that are watched; empty: all. Nodes are watched where the client may
   */
  public ClusterWatch(KubernetesClient client, List<String> namespaces) {
    nodes = new NodeWatch(client, this::nodeChanged);
    if (namespaces.isEmpty()) {
      balancers.add(balancers(client.resources(LoadBalancer.class).inAnyNamespace()));
      pods.add(pods(client.pods().inAnyNamespace().withLabel(PodLabels.BALANCER)));
    }
    for (String namespace : namespaces) {
      balancers.add(balancers(client.resources(LoadBalancer.class).inNamespace(namespace)));
      pods.add(pods(client.pods().inNamespace(namespace).withLabel(PodLabels.BALANCER)));
    }
  }

  private SharedIndexInformer<LoadBalancer> balancers(Informable<LoadBalancer> those) {
    return Informers.of(
        "loadbalancers",
        those,
        changed -> tell(changed.getMetadata().getNamespace(), changed.getMetadata().getName()));
  }

  private SharedIndexInformer<Pod> pods(Informable<Pod> those) {
    Map<String, Function<Pod, List<String>>> indexers =
        Map.of(
            BY_BALANCER,
            pod -> List.of(key(pod.getMetadata().getNamespace(), balancerOf(pod))),
            BY_NODE,
            pod -> Stream.ofNullable(pod.getSpec().getNodeName()).toList());
    return Informers.of("pods", those, this::tellOf).addIndexers(indexers);
  }

  private static String balancerOf(Pod pod) {
    return pod.getMetadata().getLabels().getOrDefault(PodLabels.BALANCER, "");
  }

  private static String key(String namespace, String name) {
    return Cache.namespaceKeyFunc(namespace, name);
  }

  private void tellOf(Pod pod) {
    tell(pod.getMetadata().getNamespace(), balancerOf(pod));
  }

  private void tell(String namespace, String name) {
    listeners.forEach(listener -> listener.balancer(namespace, name));
  }

  private void nodeChanged(String node) {
    byIndex(BY_NODE, node).forEach(this::tellOf);
  }

  /** Tells of every change; to be called before the start. */
  public void listen(ClusterListener listener) {
    listeners.add(listener);
  }

  /**
   * Begins, and waits until all has been listed once. What is there then is told as news.
   *
   * @throws TimeoutException where the API server has not shown all of it within the limit; the
   *     watches go on trying
   */
  public void start(Duration limit) throws InterruptedException, TimeoutException {
    List<CompletableFuture<Void>> listed = new ArrayList<>();
    balancers.forEach(informer -> listed.add(informer.start().toCompletableFuture()));
    pods.forEach(informer -> listed.add(informer.start().toCompletableFuture()));
    var unused =
        CompletableFuture.allOf(listed.toArray(CompletableFuture<?>[]::new))
            // Nodes last: a node that a listed Pod is on, and that is not listed then, is gone.
            .thenCompose(all -> nodes.start(podsByNode()))
            .thenRun(this::announce);
    await(limit);
  }

  /**
   * Waits on.
   *
   * @throws TimeoutException see {@link #start}
   */
  public void await(Duration limit) throws InterruptedException, TimeoutException {
    try {
      synced.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Shows this until all has been listed, and then that, all at once. */
  public synchronized void recall(LastState last) {
    if (!synced.isDone()) {
      recalled = last;
    }
  }

  /** What there is now. */
  public LastState state() {
    return LastState.of(
        balancers(),
        pods.stream().flatMap(informer -> informer.getStore().list().stream()).toList(),
        nodes.lost());
  }

  private Collection<String> podsByNode() {
    return pods.stream()
        .flatMap(informer -> informer.getStore().list().stream())
        .flatMap(pod -> Stream.ofNullable(pod.getSpec().getNodeName()))
        .distinct()
        .toList();
  }

  /** Who is told reads what was listed; before, nobody has read a part of it. */
  private synchronized @Nullable LastState turn() {
    LastState last = recalled;
    synced.complete(null);
    recalled = null;
    return last;
  }

  private void announce() {
    LastState last = turn();
    Stream.concat(balancers().stream(), last == null ? Stream.of() : last.balancers().stream())
        .map(LoadBalancer::getMetadata)
        .forEach(metadata -> tell(metadata.getNamespace(), metadata.getName()));
  }

  @Override
  public boolean synced() {
    return synced.isDone() || recalled != null;
  }

  @Override
  public List<LoadBalancer> balancers() {
    LastState last = recalled;
    return last == null
        ? balancers.stream().flatMap(informer -> informer.getStore().list().stream()).toList()
        : last.balancers();
  }

  @Override
  public Optional<LoadBalancer> balancer(String namespace, String name) {
    LastState last = recalled;
    return last == null
        ? balancers.stream()
            .map(informer -> informer.getStore().getByKey(key(namespace, name)))
            .filter(Objects::nonNull)
            .findFirst()
        : last.balancer(namespace, name);
  }

  @Override
  public List<Pod> pods(String namespace, String balancer) {
    LastState last = recalled;
    return last == null
        ? byIndex(BY_BALANCER, key(namespace, balancer))
        : last.pods(namespace, balancer);
  }

  private List<Pod> byIndex(String index, String key) {
    return pods.stream()
        .flatMap(informer -> informer.getIndexer().byIndex(index, key).stream())
        .toList();
  }

  @Override
  public boolean lost(String node) {
    LastState last = recalled;
    return last == null ? nodes.lost(node) : last.lost().contains(node);
  }

  /** Whether it knows of nodes: they belong to nobody's namespace, and not everybody may look. */
  public boolean watchesNodes() {
    return nodes.watching();
  }

  @Override
  public void close() {
    balancers.forEach(SharedIndexInformer::close);
    pods.forEach(SharedIndexInformer::close);
    nodes.close();
  }
}

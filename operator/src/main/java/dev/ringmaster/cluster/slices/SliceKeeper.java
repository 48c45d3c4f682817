package dev.ringmaster.cluster.slices;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.cluster.ClusterListener;
import dev.ringmaster.cluster.ClusterWatch;
import dev.ringmaster.cluster.Informers;
import dev.ringmaster.kubernetes.ServerSide;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the slices of all balancers: the leader writes at once, every other router a little later
 * if it is still to be done, so that a router that ends is taken out though nobody leads. Writes
 * only what differs, hence many may look after the same slice.
 */
public final class SliceKeeper implements ClusterListener, AutoCloseable {
  private static final Logger LOG = System.getLogger(SliceKeeper.class.getName());
  private static final Duration AFTER_THE_LEADER = Duration.ofSeconds(2);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  /** News that come together are one write. */
  private static final Duration TOGETHER = Duration.ofMillis(20);

  private final KubernetesClient client;
  private final ClusterWatch watch;
  private final BooleanSupplier leading;
  private final SharedIndexInformer<Pod> routers;
  private final List<SharedIndexInformer<EndpointSlice>> slices = new ArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("ringmaster-slices").daemon().unstarted(task));

  private final Routers own;

  /** Confined to the thread, as is {@link #due}. */
  private @Nullable Departure leaver;

  /** By balancer: when it is looked at next. */
  private final Map<String, Long> due = new HashMap<>();

  /**
   * The routers of an operator.
   *
   * @param home their namespace
   * @param selector of their Pods' labels
   * @param lease of the operator, as namespace/name: balancers that name another are that one's
   */
  public record Routers(String home, String selector, String lease) {
    private boolean serve(LoadBalancer balancer) {
      String claimed = balancer.getStatus() == null ? null : balancer.getStatus().operator();
      return claimed == null || claimed.equals(lease);
    }
  }

  /**
   * A keeper that does nothing yet.
   *
   * @param namespaces of the balancers; empty: all
   * @param leading whether this one leads now
   */
  public SliceKeeper(
      KubernetesClient client,
      ClusterWatch watch,
      List<String> namespaces,
      Routers own,
      BooleanSupplier leading) {
    this.client = client;
    this.watch = watch;
    this.own = own;
    this.leading = leading;
    routers =
        Informers.of(
            "pods of the operator",
            client.pods().inNamespace(own.home()).withLabelSelector(own.selector()),
            changed -> all());
    if (namespaces.isEmpty()) {
      slices.add(
          slices(
              client
                  .discovery()
                  .v1()
                  .endpointSlices()
                  .inAnyNamespace()
                  .withLabel(SliceManifests.MANAGED_BY, SliceManifests.US)));
    }
    for (String namespace : namespaces) {
      slices.add(
          slices(
              client
                  .discovery()
                  .v1()
                  .endpointSlices()
                  .inNamespace(namespace)
                  .withLabel(SliceManifests.MANAGED_BY, SliceManifests.US)));
    }
  }

  private SharedIndexInformer<EndpointSlice> slices(Informable<EndpointSlice> those) {
    return Informers.of(
        "endpointslices",
        those,
        changed -> {
          execute(this::lookForLeaver);
          balancer(
              changed.getMetadata().getNamespace(),
              changed.getMetadata().getLabels().getOrDefault(SliceManifests.SERVICE, ""));
        });
  }

  /** The Pods of the operator, as far as the watch got. */
  public Collection<Pod> routers() {
    return routers.getStore().list();
  }

  /** Begins. */
  public void start() {
    var unused = routers.start();
    for (SharedIndexInformer<EndpointSlice> informer : slices) {
      unused = informer.start();
    }
  }

  @Override
  public void balancer(String namespace, String name) {
    execute(() -> {
      Duration jitter = Duration.ofMillis(ThreadLocalRandom.current().nextLong(1_000));
      look(namespace, name, leading.getAsBoolean() ? TOGETHER : AFTER_THE_LEADER.plus(jitter));
    });
  }

  /** A router came, went or is another now; or this one leads. */
  public void all() {
    watch
        .balancers()
        .forEach(balancer ->
            balancer(balancer.getMetadata().getNamespace(), balancer.getMetadata().getName()));
  }

  private void look(String namespace, String name, Duration delay) {
    String key = Cache.namespaceKeyFunc(namespace, name);
    long at = System.nanoTime() + delay.toNanos();
    Long planned = due.get(key);
    if (planned == null || at - planned < 0) {
      due.put(key, at);
      schedule(() -> now(namespace, name, key, at), delay);
    }
  }

  private void now(String namespace, String name, String key, long at) {
    if (!Objects.equals(due.get(key), at)) {
      return;
    }
    due.remove(key);
    try {
      watch.balancer(namespace, name).filter(own::serve).ifPresent(this::settle);
    } catch (KubernetesClientException failure) {
      LOG.log(
          Level.WARNING,
          "EndpointSlices of {0} can''t be written: {1}; tried again",
          key,
          failure.getMessage());
      look(namespace, name, AFTER_FAILURE);
    }
  }

  private void settle(LoadBalancer balancer) {
    if (!routers.hasSynced() || !slices.stream().allMatch(SharedIndexInformer::hasSynced)) {
      look(balancer.getMetadata().getNamespace(), balancer.getMetadata().getName(), AFTER_FAILURE);
      return;
    }
    Collection<RouterPod> there =
        routers.getStore().list().stream().filter(RouterPod::counts).map(RouterPod::of).toList();
    for (EndpointSlice wanted : SliceManifests.of(balancer, there)) {
      EndpointSlice known = known(wanted);
      if (known == null || !SliceManifests.same(known, wanted)) {
        var unused = client.resource(wanted).patch(ServerSide.as("ringmaster-slices"));
      }
    }
  }

  /**
   * Watches a router leave the slices.
   *
   * @param pod of the router
   * @return completes when no slice sends anybody there; with whether one listed it since
   */
  public CompletableFuture<Boolean> leaving(String pod) {
    Departure departure = new Departure(own.home(), pod);
    execute(() -> {
      leaver = departure;
      lookForLeaver();
    });
    return departure.left();
  }

  private void lookForLeaver() {
    if (leaver != null) {
      leaver.look(
          slices.stream().flatMap(informer -> informer.getStore().list().stream()).toList());
    }
  }

  private @Nullable EndpointSlice known(HasMetadata wanted) {
    String key =
        Cache.namespaceKeyFunc(wanted.getMetadata().getNamespace(), wanted.getMetadata().getName());
    return slices.stream()
        .map(informer -> informer.getStore().getByKey(key))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private void execute(Runnable task) {
    schedule(task, Duration.ZERO);
  }

  private void schedule(Runnable task, Duration delay) {
    if (!thread.isShutdown()) {
      var unused = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    routers.close();
    slices.forEach(SharedIndexInformer::close);
  }
}

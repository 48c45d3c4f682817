package dev.ringmaster.app.operator;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.cluster.ClusterListener;
import dev.ringmaster.cluster.ClusterWatch;
import dev.ringmaster.cluster.leader.LeaderTerms;
import dev.ringmaster.controller.LoadBalancerReconciler;
import dev.ringmaster.kubernetes.ModelReader;
import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.pool.kubernetes.KubernetesReplicaPool;
import dev.ringmaster.pool.kubernetes.PodStore;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A term of leadership: an Operator of the SDK that lives as long as the term. */
final class Term implements LeaderTerms.Office, ClusterListener {
  private static final Duration END = Duration.ofSeconds(3);
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(2);
  private static final int THREADS = 16;

  private final KubernetesClient client;
  private final List<String> namespaces;
  private final String identity;
  private final ModelReader reader;
  private final ClusterWatch watch;
  private final Consumer<String> log;
  private final Consumer<Boolean> leading;
  private final Runnable whenBegun;
  private @Nullable Operator operator;
  private volatile @Nullable LoadBalancerReconciler reconciler;

  Term(
      KubernetesClient client,
      OperatorSettings settings,
      ModelReader reader,
      ClusterWatch watch,
      Consumer<String> log,
      Consumer<Boolean> leading,
      Runnable whenBegun) {
    this.client = client;
    this.namespaces = settings.namespaces();
    this.identity = settings.identity();
    this.reader = reader;
    this.watch = watch;
    this.log = log;
    this.leading = leading;
    this.whenBegun = whenBegun;
  }

  @Override
  public void begin() {
    log.accept("leads from now on: reconciles");
    leading.accept(true);
    LoadBalancerReconciler fresh =
        new LoadBalancerReconciler(
            client,
            identity,
            reader,
            watch::balancers,
            owner -> new KubernetesReplicaPool(client, owner, store(owner)),
            watch::pods);
    Operator started =
        new Operator(overrider ->
            overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .checkingCRDAndValidateLocalModel(false)
                .withStopOnInformerErrorDuringStartup(false)
                .withConcurrentReconciliationThreads(THREADS)
                .withReconciliationTerminationTimeout(END));
    started.register(fresh, this::configure);
    operator = started;
    reconciler = fresh;
    started.start();
    whenBegun.run();
  }

  private void configure(ControllerConfigurationOverrider<LoadBalancer> controller) {
    controller
        .withName("loadbalancers")
        // What no watch told of is found out all the same.
        .withReconciliationMaxInterval(LOOK_AGAIN)
        .withRetry(
            new GenericRetry()
                .setInitialInterval(FIRST_RETRY)
                .setMaxInterval(LAST_RETRY.toMillis())
                .withoutMaxAttempts());
    if (!namespaces.isEmpty()) {
      controller.settingNamespaces(Set.copyOf(namespaces));
    }
  }

  private PodStore store(PodOwner owner) {
    return new PodStore() {
      @Override
      public Collection<Pod> pods() {
        return watch.pods(owner.namespace(), owner.name());
      }

      @Override
      public boolean lost(String node) {
        return watch.lost(node);
      }
    };
  }

  @Override
  public void balancer(String namespace, String name) {
    LoadBalancerReconciler now = reconciler;
    if (now == null) {
      return;
    }
    if (watch.balancer(namespace, name).isEmpty()) {
      now.gone();
    } else {
      now.changed(namespace, name);
    }
  }

  @Override
  public void end() {
    log.accept("leads no more: routes on");
    leading.accept(false);
    reconciler = null;
    Operator ended = operator;
    operator = null;
    if (ended != null) {
      ended.stop();
    }
  }
}

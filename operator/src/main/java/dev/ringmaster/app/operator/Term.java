package dev.ringmaster.app.operator;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.cluster.ClusterListener;
import dev.ringmaster.cluster.ClusterWatch;
import dev.ringmaster.cluster.drains.DrainWatch;
import dev.ringmaster.cluster.leader.LeaderTerms;
import dev.ringmaster.cluster.leader.Tenure;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
  private final String lease;
  private final ModelReader reader;
  private final ClusterWatch watch;
  private final Consumer<String> log;
  private final Consumer<Boolean> leading;
  private final Runnable whenBegun;
  private final Supplier<DrainWatch> drains;
  private @Nullable DrainWatch asking;
  private @Nullable KubernetesClient own;
  private @Nullable Operator operator;
  private volatile @Nullable LoadBalancerReconciler reconciler;

  Term(
      KubernetesClient client,
      OperatorSettings settings,
      ModelReader reader,
      ClusterWatch watch,
      Consumer<String> log,
      Consumer<Boolean> leading,
      Runnable whenBegun,
      Supplier<DrainWatch> drains) {
    this.client = client;
    this.namespaces = settings.namespaces();
    this.identity = settings.identity();
    this.lease = settings.lease();
    this.reader = reader;
    this.watch = watch;
    this.log = log;
    this.leading = leading;
    this.whenBegun = whenBegun;
    this.drains = drains;
  }

  @Override
  public void begin(Tenure tenure) {
    log.accept("leads from now on: reconciles");
    leading.accept(true);
    DrainWatch asked = drains.get();
    asking = asked;
    KubernetesClient fenced = tenure.client(client);
    own = fenced;
    LoadBalancerReconciler fresh =
        new LoadBalancerReconciler(
            fenced,
            identity,
            reader,
            balancers(),
            owner -> new KubernetesReplicaPool(fenced, owner, store(owner)),
            watch::pods,
            new TermDrains(asked),
            lease);
    Operator started =
        new Operator(overrider ->
            overrider
                .withKubernetesClient(fenced)
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

  private LoadBalancerReconciler.Balancers balancers() {
    return new LoadBalancerReconciler.Balancers() {
      @Override
      public List<LoadBalancer> all() {
        return watch.balancers();
      }

      @Override
      public Optional<LoadBalancer> find(String namespace, String name) {
        return watch.balancer(namespace, name);
      }
    };
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
    LoadBalancerReconciler reconciling = reconciler;
    reconciler = null;
    DrainWatch asked = asking;
    if (asked != null) {
      asked.close();
    }
    Operator ended = operator;
    operator = null;
    if (ended != null) {
      ended.stop();
    }
    if (reconciling != null) {
      reconciling.close();
    }
    KubernetesClient closed = own;
    own = null;
    if (closed != null) {
      closed.close();
    }
  }
}

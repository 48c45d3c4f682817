package dev.ringmaster.controller;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.controller.belongings.BelongingWatch;
import dev.ringmaster.kubernetes.ApiRefusal;
import dev.ringmaster.kubernetes.ModelReader;
import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.pool.ReplicaPool;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reconciles every LoadBalancer, for one term of leadership: what was seen, done and remembered in
 * memory goes with it.
 */
public final class LoadBalancerReconciler implements Reconciler<LoadBalancer> {
  private static final Logger LOG = System.getLogger(LoadBalancerReconciler.class.getName());

  private final Acceptance acceptance;
  private final Supplier<List<LoadBalancer>> balancers;
  private final ControllerTools tools;
  private final SimpleInboundEventSource<LoadBalancer> changes =
      new SimpleInboundEventSource<>("pods");
  private final Map<String, BalancerControl> controls = new HashMap<>();
  private final BelongingWatch belongings = new BelongingWatch();

  /**
   * A reconciler.
   *
   * @param instance that reports events
   * @param balancers all that there are
   * @param pools makes the driver of a balancer
   * @param pods of a balancer, by namespace and name, as far as the watch got; {@link #changed} is
   *     to be called when they change
   */
  public LoadBalancerReconciler(
      KubernetesClient client,
      String instance,
      ModelReader reader,
      Supplier<List<LoadBalancer>> balancers,
      Function<PodOwner, ReplicaPool> pools,
      BiFunction<String, String, Collection<Pod>> pods) {
    acceptance = new Acceptance(reader);
    this.balancers = balancers;
    tools =
        new ControllerTools(
            client,
            pools,
            owner -> pods.apply(owner.namespace(), owner.name()),
            belongings,
            new RouterPorts(),
            new EventWriter(client, instance));
  }

  /** A balancer's Pods, or their nodes, changed. Any thread. */
  public void changed(String namespace, String name) {
    changes.propagateEvent(new ResourceID(name, namespace));
  }

  /** A balancer is gone, and others may have the hosts that it had. Any thread. */
  public void gone() {
    acceptance
        .decide(balancers.get())
        .others()
        .forEach(other -> changes.propagateEvent(ResourceID.fromResource(other)));
  }

  @Override
  public List<EventSource<?, LoadBalancer>> prepareEventSources(
      EventSourceContext<LoadBalancer> context) {
    List<EventSource<?, LoadBalancer>> sources = new ArrayList<>(belongings.sources(context));
    sources.add(changes);
    return sources;
  }

  @Override
  public UpdateControl<LoadBalancer> reconcile(LoadBalancer seen, Context<LoadBalancer> context) {
    List<LoadBalancer> all = new ArrayList<>(balancers.get());
    LoadBalancer resource = Acceptance.newest(seen, all);
    // Its Pods go with it, and are not to be replaced.
    if (resource.isMarkedForDeletion()) {
      return UpdateControl.noUpdate();
    }
    Acceptance.Decision decision = acceptance.decide(all);
    decision.others().stream()
        .filter(other -> !Acceptance.uid(other).equals(Acceptance.uid(resource)))
        .forEach(other -> changes.propagateEvent(ResourceID.fromResource(other)));
    Acceptance.Verdict verdict = decision.byUid().get(Acceptance.uid(resource));
    return verdict == null
        ? UpdateControl.noUpdate()
        : reconcile(resource, control(resource, all), verdict, all);
  }

  private UpdateControl<LoadBalancer> reconcile(
      LoadBalancer resource,
      BalancerControl control,
      Acceptance.Verdict verdict,
      List<LoadBalancer> all) {
    UpdateControl<LoadBalancer> done = UpdateControl.noUpdate();
    try {
      Duration again = control.reconcile(resource, verdict, all);
      return again == null ? done : done.rescheduleAfter(again);
    } catch (KubernetesClientException refused) {
      Duration again = control.failed();
      Level level = ApiRefusal.isConflict(refused) ? Level.DEBUG : Level.WARNING;
      LOG.log(
          level,
          "{0}/{1}: {2}; tried again in {3} ms",
          resource.getMetadata().getNamespace(),
          resource.getMetadata().getName(),
          ApiRefusal.sentence(refused),
          again.toMillis());
      return done.rescheduleAfter(again);
    }
  }

  private BalancerControl control(LoadBalancer resource, Collection<LoadBalancer> all) {
    synchronized (controls) {
      controls.keySet().retainAll(all.stream().map(Acceptance::uid).toList());
      return controls.computeIfAbsent(
          Acceptance.uid(resource), fresh -> new BalancerControl(tools, resource));
    }
  }
}

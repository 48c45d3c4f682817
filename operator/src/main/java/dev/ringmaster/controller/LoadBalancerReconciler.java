package dev.ringmaster.controller;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.controller.belongings.BelongingWatch;
import dev.ringmaster.controller.belongings.Belongings;
import dev.ringmaster.controller.claim.Claims;
import dev.ringmaster.controller.story.EventWriter;
import dev.ringmaster.kubernetes.ApiRefusal;
import dev.ringmaster.kubernetes.ApiRefusal.TermOver;
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
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reconciles every LoadBalancer, for one term of leadership: what was seen, done and remembered in
 * memory goes with it.
 */
public final class LoadBalancerReconciler implements Reconciler<LoadBalancer>, AutoCloseable {
  private static final Logger LOG = System.getLogger(LoadBalancerReconciler.class.getName());

  private static final Duration LOOK_AT_RIVAL = Duration.ofSeconds(10);

  private final Acceptance acceptance;
  private final Balancers balancers;
  private final ControllerTools tools;
  private final Controls controls;
  private final SimpleInboundEventSource<LoadBalancer> changes =
      new SimpleInboundEventSource<>("pods");
  private final BelongingWatch belongings = new BelongingWatch();

  /** All balancers, as far as a watch got that may be ahead of this one's own. */
  public interface Balancers {
    List<LoadBalancer> all();

    Optional<LoadBalancer> find(String namespace, String name);
  }

  /**
   * A reconciler.
   *
   * @param instance that reports events
   * @param pools makes the driver of a balancer
   * @param pods of a balancer, by namespace and name, as far as the watch got; {@link #changed} is
   *     to be called when they change
   * @param drains asks the routers
   */
  public LoadBalancerReconciler(
      KubernetesClient client,
      String instance,
      ModelReader reader,
      Balancers balancers,
      Function<PodOwner, ReplicaPool> pools,
      BiFunction<String, String, Collection<Pod>> pods,
      Drains drains,
      String lease) {
    acceptance = new Acceptance(reader);
    this.balancers = balancers;
    tools =
        new ControllerTools(
            client,
            pools,
            owner -> pods.apply(owner.namespace(), owner.name()),
            belongings,
            new RouterPorts(),
            new EventWriter(client, instance),
            new Claims(client, lease, System::nanoTime),
            new SchemaCheck(client.getKubernetesSerialization()),
            drains,
            balancers,
            owner -> changed(owner.namespace(), owner.name()));
    controls = new Controls(tools);
  }

  /** A balancer's Pods, or their nodes, changed. Any thread. */
  public void changed(String namespace, String name) {
    changes.propagateEvent(new ResourceID(name, namespace));
  }

  /** The term is over; nothing is reconciled any more. */
  @Override
  public void close() {
    tools.events().close();
  }

  /** A balancer is gone, and others may have the hosts that it had. Any thread. */
  public void gone() {
    List<LoadBalancer> all = balancers.all();
    controls.keepOnly(all);
    again(acceptance.decide(all));
  }

  private void again(List<LoadBalancer> others) {
    others.forEach(other -> changes.propagateEvent(ResourceID.fromResource(other)));
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
    LoadBalancer resource = newest(seen);
    // Its Pods go with it, and are not to be replaced.
    if (resource.isMarkedForDeletion()) {
      return UpdateControl.noUpdate();
    }
    Acceptance.Decision decision = acceptance.decide(resource, balancers::all);
    again(decision.others());
    Optional<String> rival = tools.claims().rival(resource);
    if (rival.isPresent()) {
      leave(resource, rival.get());
      return UpdateControl.<LoadBalancer>noUpdate().rescheduleAfter(LOOK_AT_RIVAL);
    }
    return reconcile(resource, controls.of(resource), decision.verdict());
  }

  /** Two watches see it, and either may be ahead. */
  private LoadBalancer newest(LoadBalancer seen) {
    return balancers
        .find(seen.getMetadata().getNamespace(), seen.getMetadata().getName())
        .filter(other -> Acceptance.uid(other).equals(Acceptance.uid(seen)))
        .filter(other -> Belongings.version(other) > Belongings.version(seen))
        .orElse(seen);
  }

  /** Told once. */
  private void leave(LoadBalancer resource, String rival) {
    if (!controls.leave(resource)) {
      return;
    }
    String note =
        "Left alone by the operator of Lease %s: reconciled by %s"
            .formatted(tools.claims().own(), rival);
    LOG.log(
        Level.WARNING,
        "{0}/{1}: {2}",
        resource.getMetadata().getNamespace(),
        resource.getMetadata().getName(),
        note);
    tools.events().write(resource, EventWriter.Severity.WARNING, "OtherOperator", note);
  }

  private UpdateControl<LoadBalancer> reconcile(
      LoadBalancer resource, BalancerControl control, Acceptance.Verdict verdict) {
    UpdateControl<LoadBalancer> done = UpdateControl.noUpdate();
    try {
      Duration again = control.reconcile(resource, verdict);
      return again == null ? done : done.rescheduleAfter(again);
    } catch (KubernetesClientException refused) {
      Duration again = control.failed();
      boolean usual = ApiRefusal.isConflict(refused) || refused instanceof TermOver;
      Level level = usual ? Level.DEBUG : Level.WARNING;
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
}

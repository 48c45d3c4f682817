package dev.ringmaster.controller.belongings;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.kubernetes.PodLabels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Watches what balancers have beside their Pods: a change of it has its balancer reconciled. */
public final class BelongingWatch implements Belongings.Seen {
  private final Map<Class<?>, InformerEventSource<? extends HasMetadata, LoadBalancer>> informers =
      new ConcurrentHashMap<>();

  /** The sources of such events; to be called once. */
  public List<EventSource<?, LoadBalancer>> sources(EventSourceContext<LoadBalancer> context) {
    return List.of(source(Service.class, context), source(PodDisruptionBudget.class, context));
  }

  private <R extends HasMetadata> EventSource<?, LoadBalancer> source(
      Class<R> type, EventSourceContext<LoadBalancer> context) {
    InformerEventSource<R, LoadBalancer> source =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(type, LoadBalancer.class)
                .withLabelSelector(PodLabels.MANAGED_BY + "=" + PodLabels.US)
                .build(),
            context);
    informers.put(type, source);
    return source;
  }

  @Override
  public @Nullable HasMetadata last(HasMetadata wanted) {
    InformerEventSource<? extends HasMetadata, LoadBalancer> source =
        informers.get(wanted.getClass());
    return source == null ? null : source.get(ResourceID.fromResource(wanted)).orElse(null);
  }
}

package dev.ringmaster.cluster;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.cluster.pods.Standing;
import dev.ringmaster.kubernetes.ApiRefusal;
import dev.ringmaster.kubernetes.DrainMark;
import dev.ringmaster.kubernetes.ModelReader;
import dev.ringmaster.roster.Limits;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.scale.Rescale;
import dev.ringmaster.scale.Scaling.Outcome;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.SpecResult;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes what people want otherwise to the API server. A change is worked out from the latest
 * resource and written only if that is still the latest. Waits for the server's answers; safe for
 * any thread.
 */
public final class ScaleWriter {
  private static final int TRIES = 5;
  private static final PatchContext MERGE =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withFieldManager("ringmaster-api")
          .build();

  private final KubernetesClient client;

  /** A writer with the rights of this client. */
  public ScaleWriter(KubernetesClient client) {
    this.client = client;
  }

  /** A change of a balancer's scale, worked out anew whenever somebody else was faster. */
  @FunctionalInterface
  interface Wish {
    Rescale of(LoadBalancerModel latest, LoadBalancer resource);
  }

  /** What came of it. */
  sealed interface Written {
    /**
     * It stands.
     *
     * @param newcomers ordinals that are desired since
     */
    record Done(LoadBalancer resource, SortedSet<Integer> newcomers) implements Written {}

    /** Nothing changed. */
    record Refused(String reason) implements Written {}

    /** Nothing changed: the API server would not have it. */
    record Failed(String reason) implements Written {}
  }

  /** Changes the scale of the balancer of this name and uid. */
  Written write(LoadBalancerModel balancer, String uid, ModelReader reader, Wish wish) {
    Resource<LoadBalancer> place =
        client
            .resources(LoadBalancer.class)
            .inNamespace(balancer.namespace())
            .withName(balancer.name());
    try {
      for (int i = 0; i < TRIES; i++) {
        LoadBalancer latest = place.get();
        if (latest == null || !latest.getMetadata().getUid().equals(uid)) {
          return new Written.Refused(balancer.id() + " was deleted");
        }
        Written written = attempt(place, latest, reader, wish);
        if (written != null) {
          return written;
        }
      }
      return new Written.Refused(
          "%s was changed by others meanwhile, %d times in a row: try again"
              .formatted(balancer.id(), TRIES));
    } catch (KubernetesClientException failure) {
      return new Written.Failed(ApiRefusal.sentence(failure));
    }
  }

  /** Null where somebody else was faster. */
  private @Nullable Written attempt(
      Resource<LoadBalancer> place, LoadBalancer latest, ModelReader reader, Wish wish) {
    return switch (reader.read(latest)) {
      case SpecResult.Invalid invalid ->
          new Written.Refused("The resource is not valid: " + invalid.problems().getFirst());
      case SpecResult.Valid valid ->
          switch (wish.of(valid.model(), latest)) {
            case Rescale.Refused refused -> new Written.Refused(refused.reason());
            case Rescale.Granted granted -> grant(place, latest, valid.model(), granted);
          };
    };
  }

  private @Nullable Written grant(
      Resource<LoadBalancer> place,
      LoadBalancer latest,
      LoadBalancerModel model,
      Rescale.Granted granted) {
    String obstacle = Limits.obstacle(model, granted.scale());
    if (obstacle != null) {
      return new Written.Refused(obstacle);
    }
    SortedSet<Integer> newcomers = new TreeSet<>(granted.scale().ordinals());
    newcomers.removeAll(model.scale().ordinals());
    Map<String, Object> changes = changes(model, granted);
    if (changes.isEmpty()) {
      return new Written.Done(latest, newcomers);
    }
    Map<String, Object> patch =
        Map.of(
            "metadata",
            Map.of("resourceVersion", latest.getMetadata().getResourceVersion()),
            "spec",
            changes);
    try {
      String text = client.getKubernetesSerialization().asJson(patch);
      return new Written.Done(place.patch(MERGE, text), newcomers);
    } catch (KubernetesClientException refused) {
      if (ApiRefusal.isConflict(refused)) {
        return null;
      }
      throw refused;
    }
  }

  /** Fields that stay as they are, are left to whoever has set them. */
  private static Map<String, Object> changes(LoadBalancerModel model, Rescale.Granted granted) {
    Map<String, Object> changes = new LinkedHashMap<>();
    DesiredScale scale = granted.scale();
    if (scale.replicas() != model.replicas()) {
      changes.put("replicas", scale.replicas());
    }
    if (!scale.reserve().equals(model.reserveOrdinals())) {
      changes.put("reserveOrdinals", List.copyOf(scale.reserve()));
    }
    Map<String, @Nullable String> hostnames = new TreeMap<>();
    granted
        .names()
        .forEach((ordinal, name) -> {
          // No name twice: who bore it before has left it.
          model
              .hostnames()
              .forEach((other, borne) -> {
                if (borne.equals(name)) {
                  hostnames.put(other.toString(), null);
                }
              });
          hostnames.put(ordinal.toString(), name);
        });
    if (!hostnames.isEmpty()) {
      changes.put("hostnames", hostnames);
    }
    return changes;
  }

  /**
   * Marks a Pod that is to be replaced: who leads sees to the rest.
   *
   * @return null: it gets no more requests
   */
  @Nullable Outcome drain(String namespace, Standing holder) {
    int ordinal = holder.replica().ordinal();
    try {
      new DrainMark(namespace, holder.replica().runtimeId(), holder.uid()).by(client);
      return null;
    } catch (KubernetesClientException refused) {
      return ApiRefusal.isNoMore(refused)
          ? new Outcome.Refused("The replica of ordinal %d has just left".formatted(ordinal))
          : new Outcome.Failed(ApiRefusal.sentence(refused));
    }
  }
}

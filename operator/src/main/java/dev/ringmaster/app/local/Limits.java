package dev.ringmaster.app.local;

import dev.ringmaster.app.state.BalancerStore;
import dev.ringmaster.ring.ClassicRing;
import dev.ringmaster.ring.HashRing;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.RoutingSpec;
import dev.ringmaster.spec.RoutingSpec.Algorithm;
import org.jspecify.annotations.Nullable;

/** How many replicas an algorithm takes. */
public final class Limits {
  private Limits() {}

  /** Why a manifest can't be gone by with what was asked for since it was written; null: it can. */
  public static @Nullable String obstacle(LoadBalancerModel manifest, BalancerStore store) {
    return obstacle(manifest.routing(), store.merged(manifest.scale()));
  }

  static @Nullable String obstacle(RoutingSpec routing, DesiredScale scale) {
    if (routing.algorithm() == Algorithm.CLASSIC && scale.replicas() > ClassicRing.MAX_REPLICAS) {
      return "The classic algorithm has room for %d instances".formatted(ClassicRing.MAX_REPLICAS);
    }
    return routing.points(scale.ordinals()) > HashRing.MAX_POINTS
        ? "The ring has room for %d points".formatted(HashRing.MAX_POINTS)
        : null;
  }
}

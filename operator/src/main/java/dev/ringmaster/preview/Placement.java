package dev.ringmaster.preview;

import dev.ringmaster.ring.Ring;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.RoutingSpec;

/** All of a balancer that decides which ordinal owns a key. */
public record Placement(RoutingSpec routing, DesiredScale scale) {
  /** What a manifest asks for. */
  public static Placement of(LoadBalancerModel model) {
    return new Placement(model.routing(), model.scale());
  }

  /** The ring that routing would use. */
  public Ring ring() {
    return routing.ring(scale.ordinals());
  }
}

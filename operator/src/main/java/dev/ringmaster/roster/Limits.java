package dev.ringmaster.roster;

import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.spec.LoadBalancerModel;
import org.jspecify.annotations.Nullable;

/** How many replicas a manifest allows for; null is no objection. */
public final class Limits {
  private Limits() {}

  /** Why there can't be so many, whoever wants them. */
  public static @Nullable String refusal(LoadBalancerModel manifest, DesiredScale scale) {
    return manifest
        .routing()
        .refusal(scale.ordinals())
        .map(expected -> "got %d replicas, expected %s".formatted(scale.replicas(), expected))
        .orElse(null);
  }

  /** Why their number can't be changed to this but by the manifest. */
  public static @Nullable String obstacle(LoadBalancerModel manifest, DesiredScale scale) {
    return manifest.template().addresses().isEmpty()
        ? refusal(manifest, scale)
        : "The replicas are given by template.addresses, their number is fixed";
  }
}

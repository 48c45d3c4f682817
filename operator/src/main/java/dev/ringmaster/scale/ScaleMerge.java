package dev.ringmaster.scale;

import java.util.SortedSet;

/**
 * Applies a manifest to what is desired now, as a three-way merge: what changed in the manifest
 * since it was last applied is taken from it; what did not stays as people and programs have made
 * it since.
 */
public final class ScaleMerge {
  private ScaleMerge() {}

  /**
   * What is desired from now on.
   *
   * @param applied of the manifest when it was last applied
   * @param manifest as it is now
   * @param live what is desired at present
   */
  public static DesiredScale of(DesiredScale applied, DesiredScale manifest, DesiredScale live) {
    int replicas =
        manifest.replicas() == applied.replicas() ? live.replicas() : manifest.replicas();
    SortedSet<Integer> reserve =
        manifest.reserve().equals(applied.reserve()) ? live.reserve() : manifest.reserve();
    return new DesiredScale(replicas, reserve);
  }
}

package dev.ringmaster.scale;

import java.util.SortedMap;

/** The answer to a wish for more or fewer replicas. */
public sealed interface Rescale {
  /**
   * Granted.
   *
   * @param scale what is desired from now on
   * @param names asked for, by the new ordinal that shall bear them
   */
  record Granted(DesiredScale scale, SortedMap<Integer, String> names) implements Rescale {}

  /** Refused, and nothing changes. */
  record Refused(String reason) implements Rescale {}
}

package dev.ringmaster.pool;

import java.util.OptionalLong;

/**
 * What a container may use at most, and what it is promised.
 *
 * @param requests none of them above its limit; one that is absent is not the limit yet
 */
public record Resources(Amounts limits, Amounts requests) {
  /** Nothing said. */
  public static final Resources NONE = new Resources(Amounts.NONE, Amounts.NONE);

  /**
   * Empty where nothing is said.
   *
   * @param cpuMillis thousandths of a CPU
   */
  public record Amounts(OptionalLong cpuMillis, OptionalLong memoryBytes) {
    /** Nothing said. */
    public static final Amounts NONE = new Amounts(OptionalLong.empty(), OptionalLong.empty());
  }
}

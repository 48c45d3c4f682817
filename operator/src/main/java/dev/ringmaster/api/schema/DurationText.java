package dev.ringmaster.api.schema;

/** Rules for durations, as Go and Kubernetes write them, without a sign. */
public final class DurationText {
  /** The most characters. */
  public static final long LONGEST = 64;

  /** 0s to 24h. */
  public static final String FROM_ZERO =
      "self.matches('^([0-9]+([.][0-9]+)?(h|m|s|ms|us|µs|ns))+$') && "
          + "duration(self) <= duration('24h')";

  /** What to say where it is none {@link #FROM_ZERO}. */
  public static final String FROM_ZERO_WORDS =
      "expected a duration from 0s to 24h, such as 1s or 500ms";

  /** 1ms to 24h. */
  public static final String FROM_1MS = FROM_ZERO + " && duration(self) >= duration('1ms')";

  /** What to say where it is none {@link #FROM_1MS}. */
  public static final String FROM_1MS_WORDS =
      "expected a duration from 1ms to 24h, such as 1s or 500ms";

  private DurationText() {}
}

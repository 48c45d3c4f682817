package dev.ringmaster.spec.unit;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go and Kubernetes write them: {@code 500ms}, {@code 1m30s}, {@code 1.5h}. */
public final class Durations {
  public static final Duration SHORTEST = Duration.ofMillis(1);
  public static final Duration LONGEST = Duration.ofHours(24);

  private static final Pattern WHOLE =
      Pattern.compile("(?:[0-9]+(?:\\.[0-9]+)?(?:h|ms|m|s|us|µs|ns))+");
  private static final Pattern TERM = Pattern.compile("([0-9.]+)([a-zµ]+)");
  private static final int MAX_LENGTH = 64;
  private static final Map<String, Double> NANOS =
      Map.of("h", 3.6e12, "m", 6e10, "s", 1e9, "ms", 1e6, "us", 1e3, "µs", 1e3, "ns", 1.0);

  private Durations() {}

  /** Empty where the text is no duration; the range is the caller's to judge. */
  public static Optional<Duration> parse(String text) {
    if (text.length() > MAX_LENGTH || !WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    double nanos = 0;
    Matcher terms = TERM.matcher(text);
    while (terms.find()) {
      nanos += Double.parseDouble(terms.group(1)) * NANOS.getOrDefault(terms.group(2), 0.0);
    }
    return Optional.of(Duration.ofNanos(Math.round(nanos)));
  }

  /**
   * The shortest text that {@link #parse} reads as the same; finer than milliseconds is cut off.
   */
  public static String format(Duration duration) {
    if (duration.toMillis() == 0) {
      return "0s";
    }
    return part(duration.toHours(), "h")
        + part(duration.toMinutesPart(), "m")
        + part(duration.toSecondsPart(), "s")
        + part(duration.toMillisPart(), "ms");
  }

  private static String part(long amount, String unit) {
    return amount == 0 ? "" : amount + unit;
  }
}

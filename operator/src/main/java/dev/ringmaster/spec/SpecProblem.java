package dev.ringmaster.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a manifest, as its author is told.
 *
 * @param path where, for example {@code spec.routing.keys[0].header}
 * @param got what stands there, shortened
 * @param expected what may stand there
 */
public record SpecProblem(String path, String got, String expected) {
  private static final int LONGEST_VALUE = 40;

  /** A problem with a value of the parsed tree. */
  static SpecProblem at(String path, @Nullable Object value, String expected) {
    return new SpecProblem(path, describe(value), expected);
  }

  /** A value in a few words on one line. */
  static String describe(@Nullable Object value) {
    return switch (value) {
      case null -> "nothing";
      case Map<?, ?> map -> map.isEmpty() ? "an empty mapping" : "a mapping";
      case List<?> list -> list.isEmpty() ? "an empty list" : "a list";
      case String text -> '"' + oneLine(text) + '"';
      default -> oneLine(value.toString());
    };
  }

  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    int end = Math.min(text.length(), LONGEST_VALUE);
    for (int i = 0; i < end; i++) {
      line.append(visible(text.charAt(i)));
    }
    return end < text.length() ? line.append('…').toString() : line.toString();
  }

  private static String visible(char c) {
    boolean breaksLines = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    return breaksLines ? String.format("\\u%04x", (int) c) : String.valueOf(c);
  }

  @Override
  public String toString() {
    return path + ": got " + got + ", expected " + expected;
  }
}

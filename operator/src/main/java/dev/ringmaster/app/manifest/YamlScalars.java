package dev.ringmaster.app.manifest;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a word without quotes means: YAML 1.2's core schema, less what YAML 1.1 reads otherwise. So
 * {@code no}, {@code 1:30}, {@code 010}, {@code 0x1F}, {@code 1_000} and dates are strings.
 */
final class YamlScalars {
  private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
  private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern INTEGER = Pattern.compile("[-+]?(?:0|[1-9][0-9]{0,39})");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:0|[1-9][0-9]{0,39})(?:\\.[0-9]{1,40})?(?:[eE][-+]?[0-9]{1,3})?");

  private YamlScalars() {}

  static @Nullable Object value(String word) {
    if (NULL.matcher(word).matches()) {
      return null;
    }
    if (BOOLEAN.matcher(word).matches()) {
      return word.toLowerCase(Locale.ROOT).equals("true");
    }
    if (INTEGER.matcher(word).matches()) {
      return integer(new BigInteger(word));
    }
    return DECIMAL.matcher(word).matches() ? Double.valueOf(word) : word;
  }

  private static Number integer(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value;
  }
}

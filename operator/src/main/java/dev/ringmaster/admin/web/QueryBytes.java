package dev.ringmaster.admin.web;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Query parameters as bytes: a routing key need not be text. */
public final class QueryBytes {
  private QueryBytes() {}

  /**
   * The first value of a parameter, percent-decoded (RFC 3986: a plus is a plus), without blanks
   * around it, as routing trims a key.
   *
   * @param query one char a byte, as it stands on the wire, {@link Answers#decodable decodable}
   * @throws Refused where it is missing or empty
   */
  public static byte[] required(@Nullable String query, String name) {
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        byte[] value = decoded(pair.substring(name.length() + 1));
        if (value.length > 0) {
          return value;
        }
      }
    }
    throw Refused.badRequest("%s: got nothing, expected ?%s=...".formatted(name, name));
  }

  private static byte[] decoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return trimmed(bytes.toByteArray());
  }

  private static byte[] trimmed(byte[] value) {
    int start = 0;
    int end = value.length;
    while (start < end && blank(value[start])) {
      start++;
    }
    while (start < end && blank(value[end - 1])) {
      end--;
    }
    return Arrays.copyOfRange(value, start, end);
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t';
  }
}

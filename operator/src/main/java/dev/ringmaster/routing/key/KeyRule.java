package dev.ringmaster.routing.key;

import dev.ringmaster.ring.XxHash3;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key of a request: the first source that yields a value. A value is trimmed of spaces
 * and tabs, and an empty one counts as absent.
 */
public final class KeyRule {
  private static final int FULL_ADDRESS = 128;

  private final List<KeySource> sources;

  public KeyRule(List<KeySource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** The request's key. */
  public RouteKey keyOf(RequestHead head, RandomGenerator random) {
    for (KeySource source : sources) {
      if (source instanceof KeySource.RandomKey) {
        return new RouteKey(random.nextLong(), false);
      }
      String value = trimmed(valueOf(source, head));
      if (!value.isEmpty()) {
        return new RouteKey(hash(value), false);
      }
    }
    return new RouteKey(hash(head.clientAddress(FULL_ADDRESS)), true);
  }

  private static @Nullable String valueOf(KeySource source, RequestHead head) {
    return switch (source) {
      case KeySource.Header header -> head.header(header.name());
      case KeySource.Cookie cookie -> cookie(cookie.name(), head);
      case KeySource.Query query -> parameter(query.name(), head.query());
      case KeySource.Path path -> group(path.pattern(), head.path());
      case KeySource.ClientAddress address -> head.clientAddress(address.ipv6Prefix());
      case KeySource.RandomKey ignored -> null;
    };
  }

  /** RFC 6265, 5.4: pairs parted by a semicolon, the name is everything before the first "=". */
  private static @Nullable String cookie(String name, RequestHead head) {
    for (String line : head.headers("cookie")) {
      String value = pair(name, line, ';');
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable String parameter(String name, @Nullable String query) {
    return query == null ? null : pair(name, query, '&');
  }

  /** The first value of {@code name=value} in a separated list. */
  private static @Nullable String pair(String name, String list, char separator) {
    int start = 0;
    while (start < list.length()) {
      int end = list.indexOf(separator, start);
      end = end < 0 ? list.length() : end;
      int from = start;
      while (from < end && blank(list.charAt(from))) {
        from++;
      }
      int equals = from + name.length();
      if (equals < end && list.charAt(equals) == '=' && list.startsWith(name, from)) {
        return list.substring(equals + 1, end);
      }
      start = end + 1;
    }
    return null;
  }

  private static @Nullable String group(Pattern pattern, String path) {
    Matcher matcher = pattern.matcher(path);
    try {
      if (!matcher.find()) {
        return null;
      }
    } catch (StackOverflowError tooDeep) {
      // java.util.regex recurses for groups under a star: a long path must not end the event loop.
      return null;
    }
    return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
  }

  private static String trimmed(@Nullable String value) {
    if (value == null) {
      return "";
    }
    int start = 0;
    int end = value.length();
    while (start < end && blank(value.charAt(start))) {
      start++;
    }
    while (start < end && blank(value.charAt(end - 1))) {
      end--;
    }
    return value.substring(start, end);
  }

  /** Optional white space of RFC 9110, 5.6.3. */
  private static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }

  private static long hash(String value) {
    return XxHash3.hash(value.getBytes(StandardCharsets.ISO_8859_1));
  }
}

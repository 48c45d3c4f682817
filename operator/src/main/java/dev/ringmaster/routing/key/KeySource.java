package dev.ringmaster.routing.key;

import java.util.regex.Pattern;

/** One place of a request where its key may stand; a balancer has a list, the first value wins. */
public sealed interface KeySource {
  /** For people: {@code header X-User-Id}. */
  default String text() {
    return switch (this) {
      case Header header -> "header " + header.name();
      case Cookie cookie -> "cookie " + cookie.name();
      case Query query -> "query " + query.name();
      case Path path -> "path " + path.pattern();
      case ClientAddress address -> "client address";
      case RandomKey random -> "random";
    };
  }

  /** The value of a request header; the name is matched without case. */
  record Header(String name) implements KeySource {}

  /** The value of a cookie that the client sent. */
  record Cookie(String name) implements KeySource {}

  /** The first value of a query parameter, as typed: not percent-decoded. */
  record Query(String name) implements KeySource {}

  /** What the first group of the pattern finds in the path, or its whole match without a group. */
  record Path(Pattern pattern) implements KeySource {
    // A Pattern equals only itself; two readings of one manifest must be equal.
    @Override
    public boolean equals(Object other) {
      return other instanceof Path path && path.pattern.pattern().equals(pattern.pattern());
    }

    @Override
    public int hashCode() {
      return pattern.pattern().hashCode();
    }
  }

  /**
   * The address of the client's end of the connection.
   *
   * @param ipv6Prefix how many leading bits of an IPv6 address count, 1..128
   */
  record ClientAddress(int ipv6Prefix) implements KeySource {}

  /** No affinity: every request is placed at random. */
  record RandomKey() implements KeySource {}
}

package dev.ringmaster.routing.key;

import org.jspecify.annotations.Nullable;

/**
 * What routing sees of a request. Every string stands for wire bytes, one char a byte (ISO-8859-1),
 * undecoded: so a key has the same bytes whatever protocol brought it.
 */
public interface RequestHead {
  /** The method, as sent. */
  String method();

  /** The path, without the query. */
  String path();

  /** What follows the question mark, or null. */
  @Nullable String query();

  /** The first value of a header, or null. */
  @Nullable String header(String name);

  /** All values of a header. */
  Iterable<String> headers(String name);

  /**
   * The client's address in the text of RFC 5952, without port.
   *
   * @param ipv6Prefix leading bits of an IPv6 address that count, the others are 0
   */
  String clientAddress(int ipv6Prefix);
}

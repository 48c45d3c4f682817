package dev.ringmaster.router.head;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * A request target, RFC 9112, 3.2, byte for byte as it came.
 *
 * @param authority of an absolute-form target, which then stands before the Host header; else null
 * @param origin path and query as they are forwarded
 * @param path without the query
 * @param query what follows the question mark, or null
 */
public record Target(
    @Nullable String authority, String origin, String path, @Nullable String query) {
  private static final String SCHEME_END = "://";

  /** Takes a target apart. */
  public static Target of(String uri) {
    int scheme = uri.startsWith("/") ? -1 : uri.indexOf(SCHEME_END);
    if (scheme < 0) {
      return parsed(null, uri);
    }
    int start = scheme + SCHEME_END.length();
    int end = start;
    while (end < uri.length() && "/?".indexOf(uri.charAt(end)) < 0) {
      end++;
    }
    String rest = uri.substring(end);
    return parsed(uri.substring(start, end), rest.startsWith("/") ? rest : "/" + rest);
  }

  /**
   * What a writer of UTF-8 has to be given to put the bytes of {@link #origin} on the wire.
   *
   * @return null where the bytes are no UTF-8: a replica would get others than the client sent
   */
  public @Nullable String utf8Origin() {
    if (origin.chars().allMatch(c -> c < 0x80)) {
      return origin;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(origin.getBytes(ISO_8859_1))).toString();
    } catch (CharacterCodingException others) {
      return null;
    }
  }

  private static Target parsed(@Nullable String authority, String origin) {
    int question = origin.indexOf('?');
    return question < 0
        ? new Target(authority, origin, origin, null)
        : new Target(
            authority, origin, origin.substring(0, question), origin.substring(question + 1));
  }
}

package dev.ringmaster.testing;

import dev.ringmaster.routing.key.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as routing sees it, put together by hand; header names as in {@code "Cookie: a=b"}.
 *
 * @param client the client's address
 */
public record FakeHead(
    String method, String path, @Nullable String query, List<String> lines, String client)
    implements RequestHead {
  /** {@code GET /} with these header lines. */
  public static FakeHead get(String... lines) {
    return new FakeHead("GET", "/", null, List.of(lines), "192.0.2.1");
  }

  /** {@code GET} of a path, with its query if it has one. */
  public static FakeHead of(String target) {
    int mark = target.indexOf('?');
    return new FakeHead(
        "GET",
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? null : target.substring(mark + 1),
        List.of(),
        "192.0.2.1");
  }

  @Override
  public @Nullable String header(String name) {
    List<String> all = headers(name);
    return all.isEmpty() ? null : all.get(0);
  }

  @Override
  public List<String> headers(String name) {
    List<String> values = new ArrayList<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (line.substring(0, colon).equalsIgnoreCase(name)) {
        values.add(line.substring(colon + 1));
      }
    }
    return values;
  }

  @Override
  public String clientAddress(int ipv6Prefix) {
    return ipv6Prefix == 128 ? client : client + "/" + ipv6Prefix;
  }
}

package dev.ringmaster.router;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the balancer that a request's Host means. A sole balancer takes every Host. */
final class Backends {
  private final Map<String, Backend> byHost = new HashMap<>();
  private final @Nullable Backend sole;

  Backends(List<Backend> backends) {
    sole = backends.size() == 1 ? backends.getFirst() : null;
    for (Backend backend : backends) {
      byHost.putIfAbsent(backend.name(), backend);
      byHost.putIfAbsent(backend.name() + "." + backend.namespace(), backend);
      backend.hosts().forEach(host -> byHost.putIfAbsent(host, backend));
    }
  }

  /**
   * The balancer, or null where nobody claims the host.
   *
   * @param authority host and perhaps port; case does not matter
   */
  @Nullable Backend of(@Nullable String authority) {
    if (sole != null || authority == null) {
      return sole;
    }
    int colon = authority.lastIndexOf(':');
    boolean port = colon > authority.lastIndexOf(']');
    String host = port ? authority.substring(0, colon) : authority;
    return byHost.get(host.toLowerCase(Locale.ROOT));
  }
}

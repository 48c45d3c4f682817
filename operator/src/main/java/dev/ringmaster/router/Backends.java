package dev.ringmaster.router;

import dev.ringmaster.router.backend.Backend;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the balancer that a request's Host means. A sole balancer takes every Host. */
final class Backends {
  /** What stands before the domain of a cluster, whatever that is called. */
  private static final String CLUSTER_DOMAIN = ".svc.";

  private final Map<String, Backend> byHost = new HashMap<>();
  private final Map<String, Backend> byId = new HashMap<>();
  private final @Nullable Backend sole;

  Backends(List<Backend> backends) {
    backends.forEach(backend -> byId.put(backend.id(), backend));
    sole = backends.size() == 1 ? backends.getFirst() : null;
    for (Backend backend : backends) {
      byHost.putIfAbsent(backend.name(), backend);
      byHost.putIfAbsent(backend.name() + "." + backend.namespace(), backend);
      // As its Service is called in a cluster; the cluster's own domain may follow.
      byHost.putIfAbsent(backend.name() + "." + backend.namespace() + ".svc", backend);
      backend.hosts().forEach(host -> byHost.putIfAbsent(host, backend));
    }
  }

  /** The balancer of this identity, or null. */
  @Nullable Backend named(String id) {
    return byId.get(id);
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
    String lower = host.toLowerCase(Locale.ROOT);
    Backend exact = byHost.get(lower);
    int domain = lower.indexOf(CLUSTER_DOMAIN);
    return exact == null && domain > 0
        ? byHost.get(lower.substring(0, domain + CLUSTER_DOMAIN.length() - 1))
        : exact;
  }
}

package dev.ringmaster.router.backend;

import dev.ringmaster.routing.Dispatcher;
import dev.ringmaster.routing.Timeouts;
import dev.ringmaster.traffic.TrafficListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One balancer, as the router serves it.
 *
 * @param namespace and name: together its identity
 * @param name see namespace
 * @param hosts lower-case host names beside {@code name} and {@code name.namespace}
 * @param dispatcher decides
 * @param timeouts of its requests
 * @param traffic hears what becomes of its requests
 * @param local answers some calls itself; null where every call is a replica's
 */
public record Backend(
    String namespace,
    String name,
    List<String> hosts,
    Dispatcher dispatcher,
    Timeouts timeouts,
    TrafficListener traffic,
    @Nullable LocalApi local) {
  /** Its identity as one text. */
  public String id() {
    return namespace + "/" + name;
  }
}

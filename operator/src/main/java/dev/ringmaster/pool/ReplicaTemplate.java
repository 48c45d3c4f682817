package dev.ringmaster.pool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a replica is made from; which fields count depends on the driver.
 *
 * @param image container image, empty where none is named
 * @param command exec form, empty for the image's own
 * @param addresses {@code host:port} of servers that already run, by ordinal; empty where replicas
 *     are started
 * @param port that the replica listens on inside its container
 * @param env in the order given
 */
public record ReplicaTemplate(
    String image, List<String> command, List<String> addresses, int port, Map<String, String> env) {
  public ReplicaTemplate {
    command = List.copyOf(command);
    addresses = List.copyOf(addresses);
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
  }
}

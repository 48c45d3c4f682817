package dev.ringmaster.pool.address;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Servers that already run: routed to and watched, never started, never stopped. An ordinal's
 * address is its revision, so that another address in the list is another replica.
 */
public final class AddressPool implements ReplicaPool {
  private final Runnable onChange;
  private final Map<Long, Replica> replicas = new LinkedHashMap<>();

  /**
   * A pool that routes to nobody yet.
   *
   * @param onChange called, within {@link #stop}, when a server was let go
   */
  public AddressPool(Runnable onChange) {
    this.onChange = onChange;
  }

  @Override
  public boolean starts() {
    return false;
  }

  @Override
  public List<Replica> observe() {
    return List.copyOf(replicas.values());
  }

  @Override
  public void create(ReplicaSpec spec) {
    String address = spec.template().addresses().get(spec.ordinal());
    int colon = address.lastIndexOf(':');
    replicas.put(
        spec.incarnation(),
        new Replica(
            spec.ordinal(),
            spec.incarnation(),
            address,
            spec.revision(),
            address.substring(0, colon).replace("[", "").replace("]", ""),
            Integer.parseInt(address.substring(colon + 1)),
            Replica.Phase.RUNNING,
            "",
            List.of()));
  }

  @Override
  public void stop(long incarnation, Duration grace) {
    Replica replica = replicas.get(incarnation);
    if (replica != null) {
      replicas.put(incarnation, replica.in(Replica.Phase.EXITED));
      onChange.run();
    }
  }

  @Override
  public void forget(long incarnation) {
    replicas.remove(incarnation);
  }
}

package dev.ringmaster.pool.address;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Servers that already run: routed to and watched, never started, never stopped. */
public final class AddressPool implements ReplicaPool {
  private final List<Replica> replicas = new ArrayList<>();

  /**
   * One replica an address, the position is the ordinal.
   *
   * @param addresses {@code host:port}, an IPv6 host in brackets
   */
  public AddressPool(List<String> addresses) {
    for (String address : addresses) {
      int ordinal = replicas.size();
      int colon = address.lastIndexOf(':');
      String host = address.substring(0, colon).replace("[", "").replace("]", "");
      int port = Integer.parseInt(address.substring(colon + 1));
      replicas.add(
          new Replica(ordinal, ordinal, address, host, port, Replica.Phase.RUNNING, "", List.of()));
    }
  }

  @Override
  public List<Replica> observe() {
    return List.copyOf(replicas);
  }

  @Override
  public void create(ReplicaSpec spec) {
    throw new IllegalStateException(
        "ordinal "
            + spec.ordinal()
            + " has no address (expected: 0.."
            + (replicas.size() - 1)
            + ")");
  }

  @Override
  public void stop(long incarnation, Duration grace) {
    replicas.removeIf(replica -> replica.incarnation() == incarnation);
  }

  @Override
  public void forget(long incarnation) {}
}

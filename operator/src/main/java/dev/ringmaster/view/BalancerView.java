package dev.ringmaster.view;

import java.util.List;

/**
 * A balancer at one instant.
 *
 * @param replicas desired
 * @param reserveOrdinals left out, ascending
 * @param generation of the table that requests are routed by
 * @param keys where a request's key is looked for, in order, in words
 * @param classic the data port answers the classic calls
 * @param panic so many replicas look dead that health is not believed
 * @param members all that have not ended, by ordinal, then incarnation
 */
public record BalancerView(
    String namespace,
    String name,
    int replicas,
    List<Integer> reserveOrdinals,
    long generation,
    List<String> keys,
    boolean classic,
    boolean panic,
    RingView ring,
    List<MemberView> members) {
  public BalancerView {
    reserveOrdinals = List.copyOf(reserveOrdinals);
    keys = List.copyOf(keys);
    members = List.copyOf(members);
  }

  /** How many take requests as far as their health goes. */
  public int readyReplicas() {
    return (int) members.stream().filter(member -> member.state().ready()).count();
  }
}

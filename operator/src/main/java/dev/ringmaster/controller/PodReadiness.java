package dev.ringmaster.controller;

import dev.ringmaster.kubernetes.PodReader;
import dev.ringmaster.pool.ReplicaWatch;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How the replicas of one balancer fare, by the conditions of their Pods. That one hangs is the
 * kubelet's to find out, and what each router carries is not known here: a Pod's own time before
 * its end is for that.
 */
final class PodReadiness implements ReplicaWatch {
  private final Map<Long, Long> firstReady = new HashMap<>();
  private final Set<Long> unready = new HashSet<>();

  /** Looks at the Pods of the balancer. */
  void look(Collection<Pod> pods, long now) {
    Set<Long> there = new HashSet<>();
    unready.clear();
    for (Pod pod : pods) {
      long incarnation = PodReader.incarnation(pod);
      there.add(incarnation);
      if (PodReader.ready(pod)) {
        firstReady.putIfAbsent(incarnation, now);
      } else if (!PodReader.ended(pod)) {
        unready.add(incarnation);
      }
    }
    firstReady.keySet().retainAll(there);
  }

  /** Those that are ready now. */
  Set<Long> ready() {
    Set<Long> ready = new HashSet<>(firstReady.keySet());
    ready.removeAll(unready);
    return ready;
  }

  @Override
  public long inFlight(long incarnation) {
    return 0;
  }

  /** Of one that ended, too: whether it had ever served decides how soon another may start. */
  @Override
  public long readySince(long incarnation) {
    return unready.contains(incarnation) ? NEVER : firstReady.getOrDefault(incarnation, NEVER);
  }

  @Override
  public long deadSince(long incarnation) {
    return NEVER;
  }

  /** Their Pods say so. */
  @Override
  public boolean knowsAtOnce() {
    return true;
  }

  @Override
  public void retire(long incarnation, long now) {
    // The routers see the deletion.
  }
}

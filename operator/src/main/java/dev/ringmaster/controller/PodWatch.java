package dev.ringmaster.controller;

import dev.ringmaster.kubernetes.ApiRefusal;
import dev.ringmaster.kubernetes.DrainMark;
import dev.ringmaster.kubernetes.PodReader;
import dev.ringmaster.pool.ReplicaWatch;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How the replicas of one balancer fare, by the conditions of their Pods, and what the routers have
 * in flight at those that drain. That one hangs is the kubelet's to find out.
 */
final class PodWatch implements ReplicaWatch {
  private final KubernetesClient client;
  private final Drains drains;
  private final Runnable idle;
  private final Map<Long, Long> firstReady = new HashMap<>();
  private final Set<Long> unready = new HashSet<>();

  /** Found by the first look, whatever was before it. */
  private final Set<Long> found = new HashSet<>();

  private final Map<Long, Pod> draining = new HashMap<>();
  private Map<Long, Pod> pods = Map.of();
  private boolean looked;

  /**
   * A watch that has not looked.
   *
   * @param idle called when a Pod that drains has nothing in flight any more
   */
  PodWatch(KubernetesClient client, Drains drains, Runnable idle) {
    this.client = client;
    this.drains = drains;
    this.idle = idle;
  }

  /** Looks at the Pods of the balancer. */
  void look(Collection<Pod> all, long now) {
    Map<Long, Pod> there = new HashMap<>();
    unready.clear();
    for (Pod pod : all) {
      long incarnation = PodReader.incarnation(pod);
      there.put(incarnation, pod);
      if (PodReader.ready(pod)) {
        firstReady.putIfAbsent(incarnation, now);
      } else if (!PodReader.ended(pod)) {
        unready.add(incarnation);
      }
    }
    if (!looked) {
      found.addAll(there.keySet());
      looked = true;
    }
    pods = there;
    firstReady.keySet().retainAll(there.keySet());
    found.retainAll(there.keySet());
    forget();
  }

  private void forget() {
    draining
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !pods.containsKey(entry.getKey());
          if (gone) {
            drains.forget(namespace(entry.getValue()), name(entry.getValue()));
          }
          return gone;
        });
  }

  /** Those that are ready now. */
  Set<Long> ready() {
    Set<Long> ready = new HashSet<>(firstReady.keySet());
    ready.removeAll(unready);
    return ready;
  }

  /** No router was ever sent to a Pod that was never ready, or has no address. */
  @Override
  public long inFlight(long incarnation) {
    Pod pod = draining.get(incarnation);
    return pod == null || pod.getStatus().getPodIP() == null || !served(incarnation)
        ? 0
        : drains.inFlight(namespace(pod), name(pod)).orElse(Long.MAX_VALUE);
  }

  @Override
  public boolean tellsIdle() {
    return true;
  }

  /** Of one that ended, too: whether it had ever served decides how soon another may start. */
  @Override
  public long readySince(long incarnation) {
    return unready.contains(incarnation) ? NEVER : firstReady.getOrDefault(incarnation, NEVER);
  }

  @Override
  public boolean served(long incarnation) {
    return firstReady.containsKey(incarnation) || found.contains(incarnation);
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

  /** Every router sees the mark, and says so with the requests that it still has. */
  @Override
  public void retire(long incarnation, long now) {
    Pod pod = pods.get(incarnation);
    if (pod == null || pod.getMetadata().getDeletionTimestamp() != null) {
      return;
    }
    if (served(incarnation) && !PodReader.marked(pod)) {
      mark(pod);
    }
    draining.put(incarnation, pod);
    drains.follow(namespace(pod), name(pod), idle);
  }

  /** The balancer is nobody's concern any more. */
  void close() {
    pods = Map.of();
    forget();
  }

  private void mark(Pod pod) {
    try {
      DrainMark.of(pod).by(client);
    } catch (KubernetesClientException refused) {
      if (!ApiRefusal.isNoMore(refused)) {
        throw refused;
      }
    }
  }

  private static String namespace(Pod pod) {
    return pod.getMetadata().getNamespace();
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }
}

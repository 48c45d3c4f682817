package dev.ringmaster.pool.kubernetes;

import dev.ringmaster.kubernetes.ApiRefusal;
import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.kubernetes.PodReader;
import dev.ringmaster.pool.LastWords;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Pods of one balancer. A call lasts as long as the API server takes to accept it; its effect
 * is seen when the watch brings it. Confined to one thread.
 *
 * <p>Implementation notes. What the watch shows is always a little old. So what was done here is
 * laid over it until it shows: a Pod that was created is starting, one that was deleted is
 * stopping, one that was forgotten is hidden. Deletes name the Pod's uid, so that a stale picture
 * never ends a successor; names follow from the identity, so that a create whose answer was lost is
 * a conflict and not a second Pod.
 */
public final class KubernetesReplicaPool implements ReplicaPool {
  private static final String FAILED = "can't be created";

  /** A watch that has not shown a new Pod by then may have missed its whole life. */
  private static final Duration UNSEEN = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final PodOwner owner;
  private final PodManifest manifests;
  private final PodStore store;
  private final Map<Long, Known> known = new HashMap<>();

  /** What was done to a replica here, and how it was seen last. */
  private static final class Known {
    private Replica last;
    private String uid = "";
    private long asked = System.nanoTime();
    private boolean seen;
    private boolean stopped;
    private boolean forgotten;

    Known(Replica replica) {
      last = replica;
    }
  }

  /**
   * The pool of a balancer; the Pods that it has already are the pool's, and those that have ended
   * are removed: whoever saw them end is gone.
   *
   * @param store what it has, whose watch tells when something changed
   */
  public KubernetesReplicaPool(KubernetesClient client, PodOwner owner, PodStore store) {
    this.client = client;
    this.owner = owner;
    this.store = store;
    manifests = new PodManifest(client.getKubernetesSerialization(), owner);
    observe().stream()
        .filter(replica -> replica.phase() == Replica.Phase.EXITED)
        .forEach(replica -> forget(replica.incarnation()));
  }

  @Override
  public List<Replica> observe() {
    Map<Long, Pod> pods = new HashMap<>();
    store.pods().stream()
        .filter(pod -> PodReader.isOf(pod, owner.uid()))
        .forEach(pod -> see(pod, pods));
    known
        .values()
        .removeIf(replica -> replica.forgotten && !pods.containsKey(incarnation(replica)));
    List<Replica> observed = new ArrayList<>();
    for (Known replica : known.values()) {
      if (!replica.forgotten) {
        observed.add(stand(replica, pods.containsKey(incarnation(replica))));
      }
    }
    return observed;
  }

  private static long incarnation(Known replica) {
    return replica.last.incarnation();
  }

  private void see(Pod pod, Map<Long, Pod> pods) {
    Replica replica = PodReader.read(pod, store::lost);
    pods.put(replica.incarnation(), pod);
    Known entry = known.computeIfAbsent(replica.incarnation(), fresh -> new Known(replica));
    entry.seen = true;
    entry.uid = pod.getMetadata().getUid();
    entry.last = replica;
  }

  private Replica stand(Known entry, boolean there) {
    if (entry.last.phase() == Replica.Phase.EXITED) {
      return entry.last;
    }
    if (!there && (entry.seen || isGone(entry))) {
      entry.last = entry.last.ended(List.of(entry.stopped ? "ended" : "deleted"));
      return entry.last;
    }
    return entry.stopped ? entry.last.in(Replica.Phase.STOPPING) : entry.last;
  }

  /** Asks the server, now and then, for one that was created and has never been seen. */
  private boolean isGone(Known entry) {
    long now = System.nanoTime();
    if (now - entry.asked < UNSEEN.toNanos()) {
      return false;
    }
    entry.asked = now;
    return client.pods().inNamespace(owner.namespace()).withName(entry.last.runtimeId()).get()
        == null;
  }

  @Override
  public void create(ReplicaSpec spec) {
    Known entry =
        new Known(
            Replica.starting(spec.ordinal(), spec.incarnation(), spec.name(), spec.revision()));
    known.put(spec.incarnation(), entry);
    try {
      Pod wanted = manifests.of(spec);
      entry.last = entry.last.identified(wanted.getMetadata().getName());
      manifests.claims(spec).create(client);
      entry.uid = create(wanted).getMetadata().getUid();
    } catch (KubernetesClientException refused) {
      entry.last = entry.last.ended(LastWords.of(FAILED, () -> sentence(refused, entry)));
    } catch (IllegalArgumentException unreadable) {
      // spec.template.podTemplate is the user's own, and no PodTemplateSpec.
      entry.last =
          entry.last.ended(LastWords.of(FAILED, () -> String.valueOf(unreadable.getMessage())));
    }
  }

  /**
   * Without the name of a Pod that never was: it is another at each try, and the matter the same.
   */
  private static String sentence(KubernetesClientException refused, Known entry) {
    return ApiRefusal.sentence(refused).replace(" \"" + entry.last.runtimeId() + "\"", "");
  }

  private Pod create(Pod wanted) {
    try {
      return client.resource(wanted).create();
    } catch (KubernetesClientException refused) {
      Pod there = ApiRefusal.isConflict(refused) ? client.resource(wanted).get() : null;
      if (there != null && PodReader.isOf(there, owner.uid())) {
        return there;
      }
      throw refused;
    }
  }

  @Override
  public void stop(long incarnation, Duration grace) {
    Known entry = known.get(incarnation);
    if (entry == null || entry.stopped || entry.last.phase() == Replica.Phase.EXITED) {
      return;
    }
    // Else the Pod's own, which knows the drain as well.
    delete(entry, grace.isZero() ? 1L : null);
    entry.stopped = true;
  }

  @Override
  public void forget(long incarnation) {
    Known entry = known.get(incarnation);
    if (entry == null) {
      return;
    }
    entry.forgotten = true;
    if (entry.seen) {
      delete(entry, 0L);
    }
  }

  private void delete(Known entry, @Nullable Long graceSeconds) {
    try {
      new PodDeletion(owner.namespace(), entry.last.runtimeId(), entry.uid, graceSeconds)
          .by(client);
    } catch (KubernetesClientException failure) {
      if (!ApiRefusal.isNoMore(failure)) {
        throw failure;
      }
    }
  }
}

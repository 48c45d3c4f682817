package dev.ringmaster.cluster.pods;

import dev.ringmaster.kubernetes.PodReader;
import dev.ringmaster.pool.Fitness;
import dev.ringmaster.pool.Replica;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.function.Predicate;

/**
 * A replica as its Pod shows it. Ready is all that counts for who takes an ordinal's requests, so
 * that all routers agree.
 *
 * @param created its Pod's {@code creationTimestamp}
 * @param uid its Pod's
 */
public record Standing(Replica replica, String created, String uid, boolean ready)
    implements Fitness.Contender {
  /** Of two Pods that say they are one replica, the later is it. */
  static final Comparator<Standing> LATEST =
      Comparator.comparing(Standing::created).thenComparing(Standing::uid);

  static Standing of(Pod pod, Predicate<String> lost) {
    return new Standing(
        PodReader.read(pod, lost),
        pod.getMetadata().getCreationTimestamp(),
        pod.getMetadata().getUid(),
        PodReader.ready(pod));
  }

  @Override
  public boolean well() {
    return ready;
  }

  long incarnation() {
    return replica.incarnation();
  }

  /** The same, told to go. */
  Standing leaving() {
    return replica.phase() == Replica.Phase.EXITED
        ? this
        : new Standing(replica.in(Replica.Phase.STOPPING), created, uid, ready);
  }

  /** Where connections go is the same place, in the same Pod. */
  boolean isAt(Standing other) {
    return uid.equals(other.uid)
        && replica.host().equals(other.replica.host())
        && replica.port() == other.replica.port();
  }
}

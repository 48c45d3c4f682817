package dev.ringmaster.pool.plan;

import dev.ringmaster.pool.Fitness;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * All that a plan depends on beside what is desired.
 *
 * @param members replicas that have not ended
 * @param notBefore for an ordinal that crashed, when it may be started again
 */
public record ObservedPool(List<Member> members, Map<Integer, Long> notBefore) {
  /** {@link Member#drainingSince} of a replica that takes requests. */
  public static final long NOT_DRAINING = Long.MAX_VALUE;

  /** {@link Member#startedAt} of one that was started before this loop, and had time enough. */
  public static final long LONG_AGO = Long.MIN_VALUE / 2;

  /**
   * A replica and what is known of it.
   *
   * @param startedAt when it was started; {@link ReplicaWatch#NEVER}: before this loop, and it may
   *     be well though it has not answered yet
   * @param readySince see {@link ReplicaWatch#readySince}
   * @param served see {@link ReplicaWatch#served}
   * @param deadSince see {@link ReplicaWatch#deadSince}
   */
  public record Member(
      Replica replica,
      long inFlight,
      long startedAt,
      long readySince,
      boolean served,
      long deadSince,
      long drainingSince)
      implements Fitness.Contender {
    @Override
    public boolean ready() {
      return readySince != ReplicaWatch.NEVER;
    }

    @Override
    public boolean well() {
      return ready() && deadSince == ReplicaWatch.NEVER;
    }

    /** Since when, or from when on, it has been well for so long; {@link ReplicaWatch#NEVER}. */
    long availableAt(Duration minReady) {
      return well() ? readySince + minReady.toNanos() : ReplicaWatch.NEVER;
    }

    /** It was told to go, by whomever. */
    public boolean draining() {
      return drainingSince != NOT_DRAINING
          || replica.phase() == Replica.Phase.DRAINING
          || replica.phase() == Replica.Phase.STOPPING;
    }
  }

  public ObservedPool {
    members = List.copyOf(members);
    notBefore = Map.copyOf(notBefore);
  }
}

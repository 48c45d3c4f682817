package dev.ringmaster.pool.loop;

import dev.ringmaster.pool.Fitness;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.pool.loop.ObservedPool.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The replicas of one ordinal that were not told to go: one as a rule; two while a replacement gets
 * ready.
 *
 * @param revision that is wanted here
 */
record Place(String revision, List<Member> members) {
  Place(String revision) {
    this(revision, new ArrayList<>());
  }

  private static boolean isWanted(String revision, Member member) {
    return Fitness.isWanted(revision, member.replica());
  }

  Optional<Replica> holder() {
    return Fitness.fittest(revision, members).map(Member::replica);
  }

  /** Somebody is here, and nobody who is wanted. */
  boolean isOutdated() {
    return !members.isEmpty() && members.stream().noneMatch(member -> isWanted(revision, member));
  }

  /** One replica and it is ready, of whichever revision: nothing is under way here. */
  boolean settled() {
    return members.size() == 1 && members.getFirst().ready();
  }

  /**
   * Those of no more use: another one serves in their place, or nobody wants them and they never
   * came to serve.
   */
  List<Member> superseded() {
    return members.stream().filter(this::isSuperseded).toList();
  }

  private boolean isSuperseded(Member member) {
    boolean wanted = isWanted(revision, member);
    if (!wanted && !member.ready() && member.startedAt() != ReplicaWatch.NEVER) {
      return true;
    }
    return members.stream()
        .filter(other -> isWanted(revision, other) || !wanted)
        .anyMatch(other -> other.well() && Fitness.order(revision).compare(other, member) > 0);
  }
}

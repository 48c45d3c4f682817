package dev.ringmaster.pool.loop;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.pool.loop.ObservedPool.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The replicas of one ordinal that were not told to go: one as a rule; two while a replacement gets
 * ready.
 *
 * @param revision that is wanted here
 */
record Place(String revision, List<Member> members) {
  /** Who takes the place's requests: who can; of those the wanted revision, then the newest. */
  private static Comparator<Member> fitness(String revision) {
    return Comparator.<Member, Boolean>comparing(Member::well)
        .thenComparing(Member::ready)
        .thenComparing(member -> isWanted(revision, member))
        .thenComparingLong(member -> member.replica().incarnation());
  }

  Place(String revision) {
    this(revision, new ArrayList<>());
  }

  private static boolean isWanted(String revision, Member member) {
    return member.replica().revision().equals(revision)
        && member.replica().phase() != Replica.Phase.FAILING;
  }

  Optional<Replica> holder() {
    return members.stream().max(fitness(revision)).map(Member::replica);
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
        .anyMatch(other -> other.well() && fitness(revision).compare(other, member) > 0);
  }
}

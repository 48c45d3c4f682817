package dev.ringmaster.pool.plan;

import dev.ringmaster.pool.Fitness;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.pool.plan.ObservedPool.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The replicas of one ordinal that were not told to go: one as a rule; two while a replacement gets
 * ready.
 *
 * @param revision that is wanted here
 * @param proven that of which every ordinal had one that was well; empty for none
 */
public record Place(String revision, String proven, List<Member> members) {
  /** An empty one. */
  public Place(String revision, String proven) {
    this(revision, proven, new ArrayList<>());
  }

  /** The one that its requests go to. */
  public Optional<Replica> holder() {
    return fittest().map(Member::replica);
  }

  private Optional<Member> fittest() {
    return Fitness.fittest(revision, members);
  }

  private static boolean isWanted(String revision, Member member) {
    return Fitness.isWanted(revision, member.replica());
  }

  /** The same where no other revision is to begin now: whoever is here is wanted. */
  Place held() {
    boolean begun = members.stream().anyMatch(this::isOfRevision);
    return fittest()
        .filter(holder -> !begun)
        .map(holder -> new Place(holder.replica().revision(), proven, members))
        .orElse(this);
  }

  /** Somebody of another revision than the wanted one is here. */
  boolean hasOthers() {
    return !members.stream().allMatch(this::isOfRevision);
  }

  private boolean isOfRevision(Member member) {
    return member.replica().revision().equals(revision);
  }

  /** Somebody was found here who may be well though that is not known yet. */
  boolean isUnjudged() {
    return members.stream()
        .anyMatch(member -> !member.ready() && member.startedAt() == ReplicaWatch.NEVER);
  }

  /** Somebody is here, and nobody who is wanted. */
  boolean isOutdated() {
    return !members.isEmpty() && members.stream().noneMatch(member -> isWanted(revision, member));
  }

  /** From when on somebody is here who has been well for so long. */
  long availableAt(Duration minReady) {
    return members.stream()
        .mapToLong(member -> member.availableAt(minReady))
        .min()
        .orElse(ReplicaWatch.NEVER);
  }

  /** From when on one who is wanted has been well for so long. */
  long updatedAt(Duration minReady) {
    return members.stream()
        .filter(member -> isWanted(revision, member))
        .mapToLong(member -> member.availableAt(minReady))
        .min()
        .orElse(ReplicaWatch.NEVER);
  }

  /** Whoever is wanted here says what ails it. */
  boolean ails() {
    return members.stream()
        .filter(this::isOfRevision)
        .anyMatch(member -> !member.ready() && !member.replica().exit().isEmpty());
  }

  /**
   * Those of no more use: another one serves in their place, or they never came to serve and are
   * neither wanted nor what was there before.
   */
  List<Member> superseded(Duration minReady, long now) {
    return members.stream().filter(member -> isSuperseded(member, minReady, now)).toList();
  }

  /** Of the revision before, and well as far as its runtime knows. */
  private boolean isProven(Member member) {
    return isWanted(proven, member);
  }

  private boolean isSuperseded(Member member, Duration minReady, long now) {
    boolean wanted = isWanted(revision, member);
    if (!wanted
        && !isProven(member)
        && !member.served()
        && member.startedAt() != ReplicaWatch.NEVER) {
      return true;
    }
    return members.stream()
        .filter(other -> isWanted(revision, other) || !wanted)
        .filter(other -> other.availableAt(minReady) <= now)
        .anyMatch(other -> Fitness.order(revision).compare(other, member) > 0);
  }
}

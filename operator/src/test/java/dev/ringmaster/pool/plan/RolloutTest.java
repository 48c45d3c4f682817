package dev.ringmaster.pool.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.Replica.Phase;
import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.pool.RolloutPolicy;
import dev.ringmaster.pool.plan.ObservedPool.Member;
import dev.ringmaster.pool.plan.PoolAction.DrainReason;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which ordinals begin to be replaced, by each field of the policy. */
class RolloutTest {
  private static final String OLD = "old";
  private static final String NEW = "new";
  private static final long NOW = Duration.ofHours(1).toNanos();

  private final Member[] olds = {old(0), old(1), old(2), old(3)};

  @Test
  void ordinals_areReplacedOneByOne_fromTheHighest() {
    assertThat(actions(surge(1), olds)).containsExactly(create(3));
    assertThat(actions(surge(1), with(olds, starting(3)))).isEmpty();
    assertThat(actions(surge(1), old(0), old(1), old(2), updated(3))).containsExactly(create(2));
    assertThat(actions(surge(1), 4, old(0), old(1), old(2)))
        .as("one that is away is waited for")
        .containsExactly(create(3));
  }

  @Test
  void maxSurge_isHowManyBeginAtOnce() {
    assertThat(actions(surge(2), olds)).containsExactly(create(3), create(2));
    assertThat(actions(surge(2), with(olds, starting(3)))).containsExactly(create(2));
    assertThat(actions(surge(2), with(olds, starting(3), starting(2)))).isEmpty();
  }

  @Test
  void maxUnavailable_withoutSurge_endsTheOldOneFirst() {
    assertThat(actions(unavailable(1), olds)).containsExactly(outdated(3));
    assertThat(actions(unavailable(2), olds)).containsExactly(outdated(3), outdated(2));
  }

  @Test
  void maxUnavailable_countsWhoIsAwayForAnotherReason() {
    assertThat(actions(unavailable(1), old(0), old(1), starting(2))).isEmpty();
    assertThat(actions(unavailable(2), old(0), old(1), starting(2))).containsExactly(outdated(1));
  }

  @Test
  void bothLimits_addUp() {
    RolloutPolicy policy = policy(1, 1, Duration.ZERO, false, 0, false);
    assertThat(actions(policy, olds)).containsExactly(create(3), outdated(2));
  }

  @Test
  void whoServesNobody_isReplacedFirst_andCostsNoAvailability() {
    Member away = member(1, 1, OLD, ReplicaWatch.NEVER, true);
    assertThat(actions(surge(1), old(0), away, old(2))).containsExactly(create(1));
    assertThat(actions(unavailable(1), old(0), away, old(2))).containsExactly(outdated(1));
    Member[] allAway = {
      member(0, 0, OLD, ReplicaWatch.NEVER, true), member(1, 1, OLD, ReplicaWatch.NEVER, true)
    };
    assertThat(actions(unavailable(1), allAway))
        .as("a StatefulSet waits for ever here")
        .containsExactly(outdated(1));
  }

  @Test
  void paused_beginsNothing_andFinishesWhatHasBegun() {
    RolloutPolicy paused = policy(1, 0, Duration.ZERO, true, 0, false);
    assertThat(actions(paused, olds)).isEmpty();
    assertThat(plan(paused, olds).rollout().held()).containsExactly(0, 1, 2, 3);
    assertThat(actions(paused, with(olds, updated(3)))).containsExactly(replaced(3));
  }

  @Test
  void partition_isTheLowestOrdinalThatIsReplaced() {
    RolloutPolicy policy = policy(4, 0, Duration.ZERO, false, 2, false);
    assertThat(actions(policy, olds)).containsExactly(create(3), create(2));
    RolloutView done = plan(policy, old(0), old(1), updated(2), updated(3)).rollout();
    assertThat(done.held()).containsExactly(0, 1);
    assertThat(done.updated()).containsExactly(2, 3);
    assertThat(done.pending()).isEmpty();
  }

  @Test
  void minReady_isWaitedForBeforeTheOldOneGoes_andBeforeTheNextOrdinal() {
    Duration minReady = Duration.ofSeconds(2);
    RolloutPolicy policy = policy(1, 0, minReady, false, 0, false);
    Member fresh = member(3, 103, NEW, NOW - minReady.toNanos() + 7, true);
    PoolPlan waiting = plan(policy, with(olds, fresh));
    assertThat(waiting.actions()).isEmpty();
    assertThat(waiting.wakeUp()).isEqualTo(NOW + 7);
    Member seasoned = member(3, 103, NEW, NOW - minReady.toNanos(), true);
    assertThat(actions(policy, with(olds, seasoned))).containsExactly(replaced(3), create(2));
  }

  @Test
  void revisionThatSaysWhatAilsIt_stopsTheRolloutAtOnce_howeverManyMayBegin() {
    Member broken =
        new Member(
            replica(3, 103, NEW).failing(List.of("ImagePullBackOff")).in(Phase.STARTING),
            0,
            NOW,
            ReplicaWatch.NEVER,
            false,
            ReplicaWatch.NEVER,
            ObservedPool.NOT_DRAINING);
    assertThat(actions(surge(3), with(olds, broken))).isEmpty();
  }

  @Test
  void crash_stopsTheRollout_untilItsOrdinalIsBack() {
    ObservedPool crashed = new ObservedPool(List.of(old(0), old(1), old(2)), Map.of(3, NOW + 9));
    assertThat(plan(surge(3), crashed, 4).actions()).isEmpty();
  }

  @Test
  void missingOrdinal_thatTheRolloutHasNotComeTo_isRestored() {
    assertThat(actions(surge(1), 4, old(1), old(2), old(3), starting(3)))
        .containsExactly(new PoolAction.Restore(0));
    assertThat(actions(surge(1), 4, old(0), old(1), old(2))).containsExactly(create(3));
    assertThat(actions(surge(1), 4, old(0), updated(2), updated(3))).containsExactly(create(1));
    RolloutPolicy parted = policy(1, 0, Duration.ZERO, false, 2, false);
    assertThat(actions(parted, 4, old(1), updated(2), updated(3)))
        .containsExactly(new PoolAction.Restore(0));
  }

  @Test
  void restoredReplica_isLeftToStart() {
    Member restored = member(0, 100, OLD, ReplicaWatch.NEVER, false);
    assertThat(actions(surge(1), restored, old(1), old(2), old(3), starting(3))).isEmpty();
  }

  @Test
  void exclusiveOrdinal_isCreatedWhenTheOldOneIsGone() {
    RolloutPolicy policy = policy(0, 1, Duration.ZERO, false, 0, true);
    Member leaving =
        new Member(
            replica(1, 1, OLD).in(Phase.STOPPING), 0, NOW, NOW, true, ReplicaWatch.NEVER, NOW - 1);
    assertThat(actions(policy, 2, old(0), leaving)).isEmpty();
    assertThat(actions(policy, 2, old(0))).containsExactly(create(1));
  }

  private static RolloutPolicy surge(int count) {
    return policy(count, 0, Duration.ZERO, false, 0, false);
  }

  private static RolloutPolicy unavailable(int count) {
    return policy(0, count, Duration.ZERO, false, 0, false);
  }

  private static RolloutPolicy policy(
      int surge, int away, Duration minReady, boolean paused, int partition, boolean exclusive) {
    return new RolloutPolicy(
        surge, away, minReady, paused, partition, Duration.ofMinutes(10), exclusive);
  }

  private static List<PoolAction> actions(RolloutPolicy policy, Member... members) {
    return plan(policy, members).actions();
  }

  private static List<PoolAction> actions(RolloutPolicy policy, int replicas, Member... members) {
    return plan(policy, new ObservedPool(List.of(members), Map.of()), replicas).actions();
  }

  /** Of as many ordinals as there are members in different ones. */
  private static PoolPlan plan(RolloutPolicy policy, Member... members) {
    int replicas =
        Arrays.stream(members).mapToInt(member -> member.replica().ordinal()).max().orElse(-1) + 1;
    return plan(policy, new ObservedPool(List.of(members), Map.of()), replicas);
  }

  private static PoolPlan plan(RolloutPolicy policy, ObservedPool observed, int replicas) {
    PlanRules rules =
        new PlanRules(
            new DrainPolicy(Duration.ofSeconds(5), Duration.ofSeconds(30)), policy, true, true);
    TreeSet<Integer> desired = new TreeSet<>(IntStream.range(0, replicas).boxed().toList());
    return new PoolPlanner(rules).plan(desired, ordinal -> NEW, ordinal -> OLD, observed, NOW);
  }

  private static PoolAction create(int ordinal) {
    return new PoolAction.Create(ordinal);
  }

  private static PoolAction outdated(int ordinal) {
    return new PoolAction.Drain(replica(ordinal, ordinal, OLD), DrainReason.OUTDATED);
  }

  private static PoolAction replaced(int ordinal) {
    return new PoolAction.Drain(replica(ordinal, ordinal, OLD), DrainReason.REPLACED);
  }

  private static Member old(int ordinal) {
    return member(ordinal, ordinal, OLD, NOW - 1_000_000_000_000L, true);
  }

  private static Member updated(int ordinal) {
    return member(ordinal, 100 + ordinal, NEW, NOW, true);
  }

  private static Member starting(int ordinal) {
    return member(ordinal, 100 + ordinal, NEW, ReplicaWatch.NEVER, false);
  }

  private static Member member(
      int ordinal, long incarnation, String revision, long readySince, boolean served) {
    return new Member(
        replica(ordinal, incarnation, revision),
        0,
        NOW,
        readySince,
        served,
        ReplicaWatch.NEVER,
        ObservedPool.NOT_DRAINING);
  }

  private static Replica replica(int ordinal, long incarnation, String revision) {
    return new Replica(
        ordinal, incarnation, "s" + incarnation, revision, "::1", 1, Phase.RUNNING, "", List.of());
  }

  private static Member[] with(Member[] members, Member... more) {
    return Stream.concat(Arrays.stream(members), Arrays.stream(more)).toArray(Member[]::new);
  }
}

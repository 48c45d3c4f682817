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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolPlannerTest {
  private static final String WANTED = "wanted";
  private static final long NOW = Duration.ofHours(1).toNanos();
  private static final long DEADLINE = Duration.ofSeconds(30).toNanos();
  private static final long HUNG = PoolPlanner.HUNG_AFTER.toNanos();

  private final PoolPlanner planner = new PoolPlanner(rules(RolloutPolicy.ONE_BY_ONE, true));

  static PlanRules rules(RolloutPolicy rollout, boolean starts) {
    DrainPolicy drain = new DrainPolicy(Duration.ofSeconds(5), Duration.ofNanos(DEADLINE));
    return new PlanRules(drain, rollout, starts, false);
  }

  private static String none(int ordinal) {
    return "";
  }

  private static String wanted(int ordinal) {
    return WANTED;
  }

  @Test
  void plan_ofWhatIsDesired_isEmpty() {
    PoolPlan plan = plan(2, well(0), well(1));
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.wakeUp()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void missingOrdinals_areCreatedAscending() {
    assertThat(plan(4, well(1)).actions())
        .containsExactly(
            new PoolAction.Create(0), new PoolAction.Create(2), new PoolAction.Create(3));
  }

  @Test
  void crashedOrdinal_isCreatedWhenItsTimeHasCome() {
    ObservedPool before = new ObservedPool(List.of(), Map.of(0, NOW + 7));
    assertThat(plan(1, before, NOW))
        .satisfies(plan -> assertThat(plan.actions()).isEmpty())
        .extracting(PoolPlan::wakeUp)
        .isEqualTo(NOW + 7);
    assertThat(plan(1, before, NOW + 7).actions()).containsExactly(new PoolAction.Create(0));
  }

  @Test
  void starts_areLimitedUntilSomeAreReady() {
    assertThat(plan(40).actions()).hasSize(PoolPlanner.START_LIMIT);
    Member[] starting =
        IntStream.range(0, 10).mapToObj(PoolPlannerTest::starting).toArray(Member[]::new);
    assertThat(plan(40, starting).actions()).hasSize(PoolPlanner.START_LIMIT - 10);
    Member[] ready = IntStream.range(0, 10).mapToObj(PoolPlannerTest::well).toArray(Member[]::new);
    assertThat(plan(40, ready).actions()).hasSize(PoolPlanner.START_LIMIT);
  }

  @Test
  void starts_thatTakeTooLong_holdUpNobody() {
    int limit = PoolPlanner.START_LIMIT;
    Member[] starting =
        IntStream.range(0, limit).mapToObj(PoolPlannerTest::starting).toArray(Member[]::new);
    long slow = NOW + PoolPlanner.SLOW_START.toNanos();
    PoolPlan blocked = plan(40, pool(starting), slow - 1);
    assertThat(blocked.actions()).isEmpty();
    assertThat(blocked.wakeUp()).isEqualTo(slow);
    assertThat(plan(40, pool(starting), slow).actions()).hasSize(limit);
  }

  @Test
  void notDesired_isDrainedAndLookedAtAgainAtOnce() {
    Member extra = well(1);
    PoolPlan plan = plan(1, well(0), extra);
    assertThat(plan.actions())
        .containsExactly(new PoolAction.Drain(extra.replica(), DrainReason.NOT_DESIRED));
    assertThat(plan.wakeUp()).isEqualTo(NOW);
  }

  @Test
  void draining_isStoppedWhenNothingIsInFlight() {
    Member idle = draining(0, 0, NOW);
    assertThat(plan(0, idle).actions()).containsExactly(new PoolAction.Stop(idle.replica()));
  }

  @Test
  void draining_withRequestsInFlight_isLookedAtUntilTheDeadline() {
    Member busy = draining(0, 3, NOW - DEADLINE + 1);
    PoolPlan waiting = plan(0, busy);
    assertThat(waiting.actions()).isEmpty();
    assertThat(waiting.wakeUp()).isBetween(NOW + 1, NOW + Duration.ofMillis(100).toNanos());
    assertThat(plan(0, pool(busy), NOW + 1).actions())
        .containsExactly(new PoolAction.Stop(busy.replica()));
  }

  @Test
  void replicaWithoutAnAddressYet_holdsItsOrdinal() {
    assertThat(plan(1, member(0, Phase.STARTING, 0, false)).actions()).isEmpty();
  }

  @Test
  void replicaWithoutAnAddressYet_thatNobodyWantsAnyMore_isEnded() {
    Member unborn = draining(0, 0, NOW);
    assertThat(plan(0, with(unborn, Phase.STARTING, NOW)).actions())
        .containsExactly(new PoolAction.Stop(with(unborn, Phase.STARTING, NOW).replica()));
  }

  @Test
  void draining_holdsItsOrdinalNoLonger() {
    assertThat(plan(1, draining(0, 3, NOW)).actions()).containsExactly(new PoolAction.Create(0));
  }

  @Test
  void stopping_isLeftAlone() {
    Member stopping = member(0, Phase.STOPPING, 3, true, ReplicaWatch.NEVER, NOW - 2 * DEADLINE);
    assertThat(plan(0, stopping))
        .isEqualTo(new PoolPlan(List.of(), Long.MAX_VALUE, RolloutView.NONE));
  }

  @Test
  void stoppingByAnothersHand_isSucceededAtOnce() {
    Member evicted =
        member(0, Phase.STOPPING, 3, true, ReplicaWatch.NEVER, ObservedPool.NOT_DRAINING);
    assertThat(plan(1, evicted).actions())
        .containsExactly(
            new PoolAction.Drain(evicted.replica(), DrainReason.TOLD), new PoolAction.Create(0));
  }

  @Test
  void hung_isWaitedForAndThenReplacedInTheSamePlan() {
    Member dead = dead(0, NOW - HUNG + 1);
    assertThat(plan(1, dead).actions()).isEmpty();
    assertThat(plan(1, dead).wakeUp()).isEqualTo(NOW + 1);
    assertThat(plan(1, pool(dead), NOW + 1).actions())
        .containsExactly(
            new PoolAction.Drain(dead.replica(), DrainReason.HUNG),
            new PoolAction.Stop(dead.replica()),
            new PoolAction.Create(0));
  }

  @Test
  void hungForLong_asksForNoTimeThatHasPassed() {
    assertThat(plan(1, dead(0, NOW - 10 * HUNG)).wakeUp()).isEqualTo(NOW);
  }

  @Test
  void outdated_drainsWhenItsReplacementIsReady() {
    Member before = old(1);
    assertThat(plan(2, old(0), before, well(1)).actions())
        .containsExactly(
            new PoolAction.Drain(before.replica(), DrainReason.REPLACED), new PoolAction.Create(0));
  }

  @Test
  void outdated_thatNeverCameToServe_goesAtOnce() {
    Member useless = old(0, false, NOW);
    assertThat(plan(1, useless).actions())
        .containsExactly(
            new PoolAction.Drain(useless.replica(), DrainReason.REPLACED),
            new PoolAction.Create(0));
  }

  @Test
  void outdated_thatWasFoundRunning_isNotJudgedBeforeItsFirstProbe() {
    assertThat(plan(1, old(0, false, ReplicaWatch.NEVER)).actions()).isEmpty();
  }

  @Test
  void replacement_thatIsNoLongerWanted_goesAndTheOldOneStays() {
    Member kept = well(0);
    Member started = old(0, false, NOW);
    assertThat(plan(1, kept, started).actions())
        .containsExactly(new PoolAction.Drain(started.replica(), DrainReason.REPLACED));
  }

  @Test
  void outdatedAddresses_areReplacedAllAtOnce() {
    PoolPlanner addresses = new PoolPlanner(rules(RolloutPolicy.ONE_BY_ONE, false));
    ObservedPool observed = pool(old(0), old(1), starting(2));
    assertThat(
            addresses
                .plan(desired(3), PoolPlannerTest::wanted, PoolPlannerTest::none, observed, NOW)
                .actions())
        .containsExactly(new PoolAction.Create(1), new PoolAction.Create(0));
    assertThat(
            addresses
                .plan(desired(40), PoolPlannerTest::wanted, PoolPlannerTest::none, pool(), NOW)
                .actions())
        .hasSize(40);
  }

  /** Plan and do it: the next plan is empty, but for stopping what was found idle. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void plan_carriedOut_leavesAnEmptyPlan(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 500; round++) {
      SortedSet<Integer> desired = new TreeSet<>();
      random.ints(random.nextInt(30), 0, 30).forEach(desired::add);
      ObservedPool observed = anyPool(random);
      PoolPlan first = plan(desired, observed);
      ObservedPool after = apply(first, observed);
      PoolPlan second = plan(desired, after);
      assertThat(second.actions()).allMatch(PoolAction.Stop.class::isInstance);
      ObservedPool settled = apply(second, after);
      PoolPlan third = plan(desired, settled);
      assertThat(third.actions()).isEmpty();
      assertThat(List.of(first.wakeUp(), second.wakeUp(), third.wakeUp()))
          .allMatch(wakeUp -> wakeUp >= NOW);
      assertComplete(desired, settled, third);
    }
  }

  /** Each desired ordinal has one holder, waits for its time, or for a place to start. */
  private static void assertComplete(
      SortedSet<Integer> desired, ObservedPool settled, PoolPlan plan) {
    Map<Integer, Integer> holders = new TreeMap<>();
    settled.members().stream()
        .filter(member -> !member.draining())
        .forEach(member -> holders.merge(member.replica().ordinal(), 1, Integer::sum));
    assertThat(desired).containsAll(holders.keySet());
    assertThat(holders.values()).allMatch(count -> count == 1);
    long starting =
        settled.members().stream().filter(member -> !member.draining() && !member.ready()).count();
    for (int ordinal : desired) {
      if (!holders.containsKey(ordinal) && starting < PoolPlanner.START_LIMIT) {
        assertThat(settled.notBefore()).containsKey(ordinal);
        assertThat(plan.wakeUp()).isLessThan(Long.MAX_VALUE);
      }
    }
  }

  private static ObservedPool anyPool(SplittableRandom random) {
    List<Member> members = new ArrayList<>();
    for (int ordinal = 0; ordinal < 30; ordinal++) {
      switch (random.nextInt(9)) {
        case 0, 1 -> members.add(well(ordinal));
        case 2 -> members.add(starting(ordinal));
        case 3 -> members.add(dead(ordinal, NOW - random.nextLong(2 * HUNG)));
        case 4 -> {
          members.add(draining(ordinal, random.nextInt(3), NOW - random.nextLong(2 * DEADLINE)));
          members.add(member(ordinal, Phase.RUNNING, 1, true));
        }
        case 6 ->
            members.add(
                member(
                    ordinal, Phase.LOST, 1, true, ReplicaWatch.NEVER, ObservedPool.NOT_DRAINING));
        case 5 -> members.add(member(ordinal, Phase.STOPPING, random.nextInt(3), true));
        default -> {}
      }
    }
    Map<Integer, Long> notBefore = new TreeMap<>();
    random.ints(4, 0, 30).forEach(o -> notBefore.put(o, NOW + random.nextLong(-9, 9)));
    return new ObservedPool(members, notBefore);
  }

  private static ObservedPool apply(PoolPlan plan, ObservedPool observed) {
    List<Member> members = new ArrayList<>(observed.members());
    for (PoolAction action : plan.actions()) {
      switch (action) {
        case PoolAction.Create create -> members.add(starting(create.ordinal()));
        case PoolAction.Restore restore -> members.add(starting(restore.ordinal()));
        case PoolAction.Drain drain ->
            members.replaceAll(
                m -> m.replica().equals(drain.replica()) ? with(m, draining(m), NOW) : m);
        case PoolAction.Stop stop ->
            members.replaceAll(m ->
                m.replica().equals(stop.replica())
                    ? with(m, Phase.STOPPING, m.drainingSince())
                    : m);
      }
    }
    return new ObservedPool(members, observed.notBefore());
  }

  private static Phase draining(Member member) {
    return member.replica().phase() == Phase.STOPPING ? Phase.STOPPING : Phase.RUNNING;
  }

  private static Member with(Member member, Phase phase, long drainingSince) {
    return new Member(
        member.replica().in(phase),
        member.inFlight(),
        member.startedAt(),
        member.readySince(),
        member.served(),
        member.deadSince(),
        drainingSince);
  }

  private PoolPlan plan(int replicas, Member... members) {
    return plan(replicas, pool(members), NOW);
  }

  private PoolPlan plan(int replicas, ObservedPool observed, long now) {
    return planner.plan(
        desired(replicas), PoolPlannerTest::wanted, PoolPlannerTest::none, observed, now);
  }

  private PoolPlan plan(SortedSet<Integer> desired, ObservedPool observed) {
    return planner.plan(desired, PoolPlannerTest::wanted, PoolPlannerTest::none, observed, NOW);
  }

  private static ObservedPool pool(Member... members) {
    return new ObservedPool(List.of(members), Map.of());
  }

  private static SortedSet<Integer> desired(int replicas) {
    return new TreeSet<>(IntStream.range(0, replicas).boxed().toList());
  }

  private static Member well(int ordinal) {
    return member(ordinal, Phase.RUNNING, 2, true);
  }

  private static Member starting(int ordinal) {
    return member(ordinal, Phase.RUNNING, 0, false);
  }

  private static Member dead(int ordinal, long since) {
    return member(ordinal, Phase.RUNNING, 1, true, since, ObservedPool.NOT_DRAINING);
  }

  private static Member draining(int ordinal, long inFlight, long since) {
    return member(ordinal, Phase.RUNNING, inFlight, true, ReplicaWatch.NEVER, since);
  }

  private static Member member(int ordinal, Phase phase, long inFlight, boolean ready) {
    return member(ordinal, phase, inFlight, ready, ReplicaWatch.NEVER, ObservedPool.NOT_DRAINING);
  }

  private static Member member(
      int ordinal, Phase phase, long inFlight, boolean ready, long deadSince, long draining) {
    long incarnation = draining == ObservedPool.NOT_DRAINING ? 1000 + ordinal : ordinal;
    return new Member(
        replica(ordinal, incarnation, WANTED, phase),
        inFlight,
        NOW,
        ready ? NOW : ReplicaWatch.NEVER,
        ready,
        deadSince,
        draining);
  }

  /** Of the revision before the wanted one. */
  private static Member old(int ordinal, boolean ready, long startedAt) {
    return new Member(
        replica(ordinal, ordinal, "old", Phase.RUNNING),
        1,
        startedAt,
        ready ? NOW : ReplicaWatch.NEVER,
        ready,
        ReplicaWatch.NEVER,
        ObservedPool.NOT_DRAINING);
  }

  private static Member old(int ordinal) {
    return old(ordinal, true, NOW);
  }

  private static Replica replica(int ordinal, long incarnation, String revision, Phase phase) {
    return new Replica(
        ordinal, incarnation, "s" + ordinal, revision, "::1", 1, phase, "", List.of());
  }
}

package dev.ringmaster.health;

import static dev.ringmaster.health.HealthEvent.DRAIN_ASKED;
import static dev.ringmaster.health.HealthEvent.EXITED;
import static dev.ringmaster.health.HealthEvent.PROBE_FAILED;
import static dev.ringmaster.health.HealthEvent.PROBE_OK;
import static dev.ringmaster.health.HealthEvent.REFUSED;
import static dev.ringmaster.health.HealthEvent.REQUEST_FAILED;
import static dev.ringmaster.health.HealthEvent.RESPONSE_TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthMachineTest {
  private static final long BORN = 1_000;

  private final HealthMachine machine = machine(2, 1);

  /** How each state comes about with unhealthyAfter 2 and healthyAfter 1. */
  private static final Map<HealthState, List<HealthEvent>> WAY =
      Map.of(
          HealthState.STARTING, List.of(),
          HealthState.HEALTHY, List.of(PROBE_OK),
          HealthState.SUSPECT, List.of(PROBE_OK, PROBE_FAILED),
          HealthState.EJECTED, List.of(PROBE_OK, PROBE_FAILED, PROBE_FAILED),
          HealthState.DRAINING, List.of(PROBE_OK, DRAIN_ASKED),
          HealthState.GONE, List.of(PROBE_OK, EXITED));

  /** What is next after each event, in the order of their declaration. */
  @ParameterizedTest
  @CsvSource({
    "STARTING, HEALTHY  STARTING STARTING STARTING STARTING STARTING DRAINING GONE",
    "HEALTHY,  HEALTHY  SUSPECT  EJECTED  EJECTED  EJECTED  SUSPECT  DRAINING GONE",
    "SUSPECT,  HEALTHY  EJECTED  EJECTED  EJECTED  EJECTED  EJECTED  DRAINING GONE",
    "EJECTED,  HEALTHY  EJECTED  EJECTED  EJECTED  EJECTED  EJECTED  DRAINING GONE",
    "DRAINING, DRAINING DRAINING DRAINING DRAINING DRAINING DRAINING DRAINING GONE",
    "GONE,     GONE     GONE     GONE     GONE     GONE     GONE     GONE     GONE"
  })
  void next_ofEveryStateAndEvent_isAsInTheTable(HealthState state, String next) {
    Health health = in(state);
    String[] expected = next.split(" +", -1);
    List<HealthEvent> events = List.of(HealthEvent.values());
    assertThat(expected).hasSameSizeAs(events);
    for (int i = 0; i < expected.length; i++) {
      HealthEvent event = events.get(i);
      assertThat(machine.next(health, event, 9_000).state())
          .as("%s in %s", event, state)
          .hasToString(expected[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "UNREADY"})
  void ejected_onCertainEvidence_isKnownToBeGone(HealthEvent event) {
    Health health = machine.next(in(HealthState.HEALTHY), event, BORN);
    assertThat(health.knownGone()).isTrue();
    assertThat(health.suspectedDead()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(HealthState.class)
  void routable_isHealthyAndSuspect(HealthState state) {
    assertThat(in(state).routable())
        .isEqualTo(state == HealthState.HEALTHY || state == HealthState.SUSPECT);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10})
  void failures_inARow_ejectAtUnhealthyAfter(int limit) {
    HealthMachine patient = machine(limit, 1);
    Health health = run(patient, PROBE_OK);
    for (int i = 1; i < limit; i++) {
      health = patient.next(health, i % 2 == 0 ? REQUEST_FAILED : PROBE_FAILED, BORN);
      assertThat(health.state()).isEqualTo(HealthState.SUSPECT);
      assertThat(health.failures()).isEqualTo(i);
    }
    assertThat(patient.next(health, PROBE_FAILED, BORN).state()).isEqualTo(HealthState.EJECTED);
  }

  @Test
  void failures_notInARow_neverEject() {
    Health health = run(machine, PROBE_OK);
    for (int i = 0; i < 10; i++) {
      health = machine.next(health, PROBE_FAILED, BORN);
      assertThat(health.routable()).isTrue();
      health = machine.next(health, PROBE_OK, BORN);
      assertThat(health.failures()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10})
  void successes_inARow_bringInAtHealthyAfter(int limit) {
    HealthMachine strict = machine(2, limit);
    for (Health out : List.of(Health.starting(BORN), ejected(strict, limit))) {
      Health health = out;
      for (int i = 1; i < limit; i++) {
        health = strict.next(health, PROBE_OK, BORN);
        assertThat(health.state()).isEqualTo(out.state());
        assertThat(health.successes()).isEqualTo(i);
      }
      assertThat(strict.next(health, PROBE_OK, BORN).state()).isEqualTo(HealthState.HEALTHY);
    }
  }

  @Test
  void successes_afterAFailure_beginAnew() {
    HealthMachine strict = machine(2, 2);
    assertThat(run(strict, PROBE_OK, PROBE_FAILED, PROBE_OK).state())
        .isEqualTo(HealthState.STARTING);
    assertThat(run(strict, PROBE_OK, PROBE_FAILED, PROBE_OK, PROBE_OK).state())
        .isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void refused_ejectsAtOnceAndIsKnownGone() {
    Health health = run(machine(100, 1), PROBE_OK, REFUSED);
    assertThat(health.state()).isEqualTo(HealthState.EJECTED);
    assertThat(health.knownGone()).isTrue();
    assertThat(health.suspectedDead()).isFalse();
  }

  @Test
  void responseTimeout_ejectsAtOnceAndIsSuspectedDead() {
    Health health = run(machine(100, 1), PROBE_OK, RESPONSE_TIMEOUT);
    assertThat(health.state()).isEqualTo(HealthState.EJECTED);
    assertThat(health.suspectedDead()).isTrue();
  }

  @Test
  void ejected_latestEvidenceDecidesWhetherItIsKnownGone() {
    Health refused = run(machine, PROBE_OK, RESPONSE_TIMEOUT, REFUSED);
    assertThat(refused.suspectedDead()).isFalse();
    assertThat(machine.next(refused, PROBE_FAILED, BORN).suspectedDead()).isTrue();
    Health back = machine.next(refused, PROBE_OK, BORN);
    assertThat(back.knownGone()).isFalse();
    assertThat(machine.next(back, RESPONSE_TIMEOUT, BORN).suspectedDead()).isTrue();
  }

  @Test
  void exited_isKnownGone() {
    assertThat(run(machine, PROBE_OK, EXITED).knownGone()).isTrue();
    assertThat(run(machine, PROBE_OK, EXITED).suspectedDead()).isFalse();
  }

  @Test
  void since_isWhenTheStateWasEntered() {
    Health health = machine.next(Health.starting(BORN), PROBE_FAILED, 2_000);
    assertThat(health.since()).isEqualTo(BORN);
    health = machine.next(health, PROBE_OK, 3_000);
    assertThat(health.since()).isEqualTo(3_000);
    health = machine.next(health, PROBE_OK, 4_000);
    assertThat(health.since()).isEqualTo(3_000);
    health = machine.next(health, RESPONSE_TIMEOUT, 5_000);
    health = machine.next(health, PROBE_FAILED, 6_000);
    health = machine.next(health, REFUSED, 7_000);
    assertThat(health.since()).isEqualTo(5_000);
  }

  /** Whatever happens in whatever order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void next_inAnyHistory_keepsTheInvariants(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int unhealthyAfter = 1 + random.nextInt(4);
    int healthyAfter = 1 + random.nextInt(4);
    HealthMachine any = machine(unhealthyAfter, healthyAfter);
    for (int life = 0; life < 200; life++) {
      Health health = Health.starting(BORN);
      for (long now = BORN + 1; now < BORN + 60; now++) {
        HealthEvent event = anyEvent(random);
        Health next = any.next(health, event, now);
        check(health, event, next, now);
        assertThat(next.failures() >= unhealthyAfter && next.routable()).isFalse();
        assertThat(next.successes()).isBetween(0, healthyAfter - 1);
        health = next;
      }
    }
  }

  private static void check(Health before, HealthEvent event, Health after, long now) {
    boolean changed = before.state() != after.state();
    assertThat(after.since()).isEqualTo(changed ? now : before.since());
    if (!before.routable() && after.routable()) {
      assertThat(event).isEqualTo(PROBE_OK);
    }
    if (before.state() == HealthState.GONE) {
      assertThat(after).isEqualTo(before);
    }
    if (before.state() == HealthState.DRAINING && event != EXITED) {
      assertThat(after).isEqualTo(before);
    }
    if (after.state() == HealthState.HEALTHY) {
      assertThat(after.failures()).isZero();
      assertThat(after.knownGone()).isFalse();
    }
    if (after.state() == HealthState.SUSPECT) {
      assertThat(after.failures()).isPositive();
    }
    assertThat(after.routable() && after.suspectedDead()).isFalse();
    if (event == EXITED) {
      assertThat(after.state()).isEqualTo(HealthState.GONE);
    }
  }

  /** Rarely one of the two that end a life's variety. */
  private static HealthEvent anyEvent(SplittableRandom random) {
    HealthEvent[] events = HealthEvent.values();
    HealthEvent event = events[random.nextInt(events.length)];
    boolean ends = event == EXITED || event == DRAIN_ASKED;
    return ends && random.nextInt(8) > 0 ? PROBE_OK : event;
  }

  private Health in(HealthState state) {
    Health health = run(machine, WAY.getOrDefault(state, List.of()).toArray(new HealthEvent[0]));
    assertThat(health.state()).isEqualTo(state);
    return health;
  }

  private static Health ejected(HealthMachine machine, int healthyAfter) {
    Health health = Health.starting(BORN);
    for (int i = 0; i < healthyAfter; i++) {
      health = machine.next(health, PROBE_OK, BORN);
    }
    return machine.next(health, RESPONSE_TIMEOUT, BORN);
  }

  private static Health run(HealthMachine machine, HealthEvent... events) {
    Health health = Health.starting(BORN);
    for (HealthEvent event : events) {
      health = machine.next(health, event, BORN);
    }
    return health;
  }

  private static HealthMachine machine(int unhealthyAfter, int healthyAfter) {
    Duration second = Duration.ofSeconds(1);
    return new HealthMachine(new HealthPolicy(null, second, second, unhealthyAfter, healthyAfter));
  }
}

package dev.ringmaster.roster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.scale.Scaling.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadinessTest {
  private final Readiness readiness = new Readiness();
  private final List<Outcome> answers = new ArrayList<>();

  @Test
  void settle_whenAllAreRoutable_answersOnce() {
    readiness.await(List.of(3, 4), 100, answers::add);
    readiness.settle(List.of(0, 3, 4), List.of(0, 3), List.of("s1", "s4"), 1);
    assertThat(answers).isEmpty();
    readiness.settle(List.of(0, 3, 4), List.of(0, 3, 4), List.of("s1", "s4", "s5"), 2);
    readiness.settle(List.of(0, 3, 4), List.of(0, 3, 4), List.of("s1", "s4", "s5"), 3);
    assertThat(answers).containsExactly(new Outcome.Done(List.of("s1", "s4", "s5")));
  }

  @Test
  void settle_onceRoutable_isNotWaitedForAgain() {
    readiness.await(List.of(3, 4), 100, answers::add);
    readiness.settle(List.of(3, 4), List.of(3), List.of("s4"), 1);
    readiness.settle(List.of(3, 4), List.of(4), List.of("s5"), 2);
    assertThat(answers).hasSize(1);
  }

  @Test
  void settle_whenAnOrdinalIsNoLongerDesired_doesNotWaitForIt() {
    readiness.await(List.of(3), 100, answers::add);
    readiness.settle(List.of(0), List.of(0), List.of("s1"), 1);
    assertThat(answers).containsExactly(new Outcome.Done(List.of("s1")));
  }

  @Test
  void nextDeadline_isTheEarliest() {
    assertThat(readiness.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    readiness.await(List.of(3), 100, answers::add);
    readiness.await(List.of(4), 50, answers::add);
    assertThat(readiness.nextDeadline()).isEqualTo(50);
  }

  @Test
  void settle_atTheDeadline_isLateAndNotRefused() {
    readiness.await(List.of(3), 100, answers::add);
    readiness.settle(List.of(3), List.of(), List.of(), 99);
    assertThat(answers).isEmpty();
    readiness.settle(List.of(3), List.of(), List.of(), 100);
    assertThat(answers).singleElement().isInstanceOf(Outcome.Late.class);
  }
}

package dev.ringmaster.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DesiredScaleTest {
  @Test
  void ordinals_withoutReserves_areTheFirst() {
    assertThat(scale(3).ordinals()).containsExactly(0, 1, 2);
    assertThat(scale(0).ordinals()).isEmpty();
    assertThat(scale(1000).ordinals()).hasSize(1000).endsWith(999);
  }

  @Test
  void ordinals_withReserves_leaveThemOut() {
    assertThat(scale(2, 1).ordinals()).containsExactly(0, 2);
    assertThat(scale(3, 0, 1, 4).ordinals()).containsExactly(2, 3, 5);
    assertThat(scale(2, 7).ordinals()).containsExactly(0, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1001})
  void replicas_outOfRange_areRefused(int replicas) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scale(replicas))
        .withMessage("replicas: " + replicas + " (expected: 0..1000)");
  }

  @Test
  void reserve_isACopy() {
    SortedSet<Integer> given = new TreeSet<>(List.of(1));
    DesiredScale scale = new DesiredScale(2, given);
    given.add(0);
    assertThat(scale.reserve()).containsExactly(1).isUnmodifiable();
  }

  @Test
  void plus_unreservesTheLowestFirst() {
    DesiredScale scale = scale(3, 1, 2, 4);
    assertThat(scale.ordinals()).containsExactly(0, 3, 5);
    assertThat(scale.plus(1).ordinals()).containsExactly(0, 1, 3, 5);
    assertThat(scale.plus(2).ordinals()).containsExactly(0, 1, 2, 3, 5);
    assertThat(scale.plus(3).ordinals()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(scale.plus(4).ordinals()).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(scale.plus(4).reserve()).isEmpty();
  }

  @Test
  void minus_reservesWhereOthersStayAbove() {
    assertThat(scale(3).minus(List.of(1))).isEqualTo(scale(2, 1));
    assertThat(scale(3).minus(List.of(2))).isEqualTo(scale(2));
    assertThat(scale(5).minus(List.of(1, 3))).isEqualTo(scale(3, 1, 3));
    assertThat(scale(3).minus(List.of(0, 1, 2))).isEqualTo(scale(0));
  }

  @Test
  void everyChange_dropsReservesAboveTheHighestLiveOrdinal() {
    assertThat(scale(2, 1).minus(List.of(2))).isEqualTo(scale(1));
    assertThat(scale(2, 5, 9).minus(List.of(0))).isEqualTo(scale(1, 0));
    assertThat(scale(2, 0, 8, 9).plus(1)).isEqualTo(scale(3));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void changes_inAnyHistory_keepTheLaws(long seed) {
    Random random = new Random(seed);
    DesiredScale scale = scale(random.nextInt(20));
    for (int step = 0; step < 500; step++) {
      SortedSet<Integer> before = scale.ordinals();
      DesiredScale next;
      if (random.nextBoolean() && !before.isEmpty()) {
        List<Integer> victims = some(before, random);
        next = scale.minus(victims);
        before.removeAll(victims);
        assertThat(next.ordinals()).isEqualTo(before);
      } else {
        int more = random.nextInt(5);
        next = scale.plus(more);
        SortedSet<Integer> newcomers = next.ordinals();
        assertThat(newcomers).hasSize(before.size() + more).containsAll(before);
        newcomers.removeAll(before);
        assertThat(next.minus(newcomers)).as("minus of what plus brought").isEqualTo(scale);
      }
      assertThat(next.reserve()).allMatch(reserved -> reserved < next.ordinals().last());
      scale = next;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void plus_asManyAsMinusTook_restoresAScaleWithoutReserves(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      DesiredScale scale = scale(1 + random.nextInt(64));
      List<Integer> victims = some(scale.ordinals(), random);
      assertThat(scale.minus(victims).plus(victims.size())).isEqualTo(scale);
    }
  }

  private static List<Integer> some(SortedSet<Integer> ordinals, Random random) {
    List<Integer> shuffled = new ArrayList<>(ordinals);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, random.nextInt(shuffled.size() + 1));
  }

  private static DesiredScale scale(int replicas, int... reserve) {
    return new DesiredScale(replicas, new TreeSet<>(IntStream.of(reserve).boxed().toList()));
  }
}

package dev.ringmaster.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScaleMergeTest {
  private static DesiredScale scale(int replicas, int... reserve) {
    return new DesiredScale(replicas, new TreeSet<>(IntStream.of(reserve).boxed().toList()));
  }

  @Test
  void unchangedManifest_keepsWhatWasAskedForSince() {
    assertThat(ScaleMerge.of(scale(3), scale(3), scale(5, 1))).isEqualTo(scale(5, 1));
  }

  @Test
  void changedField_isTakenFromTheManifest_theOthersStay() {
    assertThat(ScaleMerge.of(scale(3), scale(4), scale(5, 1))).isEqualTo(scale(4, 1));
    assertThat(ScaleMerge.of(scale(3), scale(3, 2), scale(5, 1))).isEqualTo(scale(5, 2));
    assertThat(ScaleMerge.of(scale(3, 0), scale(2), scale(5, 1))).isEqualTo(scale(2));
  }

  @Test
  void manifestThatSaysWhatIs_changesNothing() {
    assertThat(ScaleMerge.of(scale(3), scale(5), scale(5))).isEqualTo(scale(5));
  }
}

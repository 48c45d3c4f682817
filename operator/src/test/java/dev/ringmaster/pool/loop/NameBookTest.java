package dev.ringmaster.pool.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NameBookTest {
  private final NameBook names = new NameBook(Map.of(7, "first"));

  @Test
  void give_unasked_makesUpNamesThatNeverRepeat() {
    assertThat(List.of(names.give(0), names.give(1), names.give(0), names.give(0)))
        .containsExactly("s1", "s2", "s3", "s4");
  }

  @Test
  void give_ofAManifestName_servesTheFirstIncarnationHoweverLate() {
    names.keepOnly(List.of(0, 1));
    assertThat(names.pending()).isEmpty();
    assertThat(names.give(7)).isEqualTo("first");
    assertThat(names.give(7)).isEqualTo("s1");
  }

  @Test
  void give_ofAManifestNameThatWasBorneMeanwhile_isMadeUp() {
    names.ask(2, "first");
    assertThat(names.give(2)).isEqualTo("first");
    assertThat(names.give(7)).isEqualTo("s1");
  }

  @Test
  void give_asked_servesOneIncarnationOnly() {
    names.ask(4, "S5");
    assertThat(names.give(4)).isEqualTo("S5");
    assertThat(names.give(4)).isEqualTo("s1");
  }

  @Test
  void give_madeUp_skipsNamesThatWereAskedForOrBorne() {
    names.ask(1, "s2");
    names.ask(2, "s1");
    names.ask(3, "s4");
    assertThat(List.of(names.give(0), names.give(2), names.give(1), names.give(3)))
        .containsExactly("s3", "s1", "s2", "s4");
    assertThat(names.give(3)).isEqualTo("s5");
  }

  @Test
  void ask_forANameBorneBefore_isGranted() {
    names.ask(0, "S5");
    assertThat(names.give(0)).isEqualTo("S5");
    names.ask(3, "S5");
    assertThat(names.give(3)).isEqualTo("S5");
  }

  @Test
  void pending_isWhatIsAskedForAndNotYetBorne() {
    names.ask(0, "a");
    names.ask(1, "b");
    assertThat(names.pending()).containsExactlyInAnyOrder("a", "b");
    assertThat(names.give(0)).isEqualTo("a");
    assertThat(names.pending()).containsExactly("b");
  }

  @Test
  void keepOnly_forgetsNamesOfOrdinalsNoLongerWanted() {
    names.ask(0, "a");
    names.ask(1, "b");
    names.keepOnly(List.of(0, 2));
    assertThat(names.pending()).containsExactly("a");
    assertThat(names.give(1)).isEqualTo("s1");
  }
}

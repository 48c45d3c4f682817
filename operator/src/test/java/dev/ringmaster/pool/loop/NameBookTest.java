package dev.ringmaster.pool.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NameBookTest {
  private final NameBook names = book(PoolMemory.Names.NONE);

  private static NameBook book(PoolMemory.Names memory) {
    NameBook book = new NameBook(memory);
    book.hostnames(Map.of(7, "first"));
    return book;
  }

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

  @Test
  void book_thatGoesOn_repeatsNothing() {
    names.ask(1, "s2");
    names.ask(2, "s9");
    names.ask(5, "S5");
    names.ask(6, "later");
    for (int ordinal : List.of(0, 1, 2, 5, 7)) {
      names.give(ordinal);
    }
    NameBook next = book(names.memory());
    assertThat(next.pending()).containsExactly("later");
    assertThat(next.give(7)).as("its first incarnation is over").isEqualTo("s3");
    List<String> more = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      more.add(next.give(0));
    }
    assertThat(more).containsExactly("s4", "s5", "s6", "s7", "s8", "s10", "s11", "s12");
    assertThat(book(next.memory()).memory()).isEqualTo(next.memory());
  }

  @Test
  void hostname_thatWasSpentAsMadeUp_isNotGivenAgain() {
    assertThat(List.of(names.give(0), names.give(1))).containsExactly("s1", "s2");
    names.hostnames(Map.of(3, "s2", 4, "s9"));
    assertThat(names.give(3)).isEqualTo("s3");
    assertThat(names.give(4)).isEqualTo("s9");
  }

  @Test
  void hostname_thatWasPassedOver_isStillFree() {
    names.hostnames(Map.of(2, "s2"));
    assertThat(List.of(names.give(0), names.give(1), names.give(2)))
        .containsExactly("s1", "s3", "s2");
    assertThat(names.give(2)).isEqualTo("s4");
  }

  @Test
  void memory_staysSmall_howeverManyNamesAreSpent() {
    for (int i = 0; i < 3 * NameBook.MAX_SPENT; i++) {
      names.ask(0, "client-" + i);
      names.give(0);
      names.give(0);
    }
    PoolMemory.Names memory = names.memory();
    assertThat(memory.spent()).hasSize(NameBook.MAX_SPENT);
    assertThat(memory.last()).isEqualTo(3 * NameBook.MAX_SPENT);
    assertThat(memory.skipped()).isEmpty();
  }
}

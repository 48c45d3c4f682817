package dev.ringmaster.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws of CONTRACT.md for {@code /add} and {@code /rm}. */
class RescalerTest {
  private final DesiredScale three = scale(3);
  private final SortedMap<Integer, String> names = new TreeMap<>(Map.of(0, "s1", 1, "s2", 2, "s3"));

  @AfterEach
  void whatIsGiven_isLeftAlone() {
    assertThat(three).isEqualTo(scale(3));
    assertThat(names).isEqualTo(Map.of(0, "s1", 1, "s2", 2, "s3"));
  }

  @Test
  void resize_givesUpTheHighest_andKeepsReserves() {
    assertThat(Rescaler.resize(scale(3, 1), 5)).isEqualTo(granted(scale(5, 1)));
    assertThat(Rescaler.resize(scale(5, 1, 3), 3)).isEqualTo(granted(scale(3, 1, 3)));
    assertThat(scale(3, 1, 3).ordinals()).containsExactly(0, 2, 4);
  }

  @Test
  void resize_dropsReservesAboveTheHighestLiveOrdinal() {
    assertThat(Rescaler.resize(scale(3, 1, 3), 2)).isEqualTo(granted(scale(2, 1)));
    assertThat(Rescaler.resize(scale(3, 1, 3), 1)).isEqualTo(granted(scale(1)));
    assertThat(Rescaler.resize(scale(3, 1, 3), 0)).isEqualTo(granted(scale(0)));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1001, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void resize_outOfRange_isRefused(int replicas) {
    assertThat(Rescaler.resize(three, replicas)).isInstanceOf(Rescale.Refused.class);
  }

  @Test
  void add_named_givesTheNamesToTheNewOrdinalsInOrder() {
    assertThat(add(three, 4, "S5", "S4"))
        .isEqualTo(new Rescale.Granted(scale(7), new TreeMap<>(Map.of(3, "S5", 4, "S4"))));
  }

  @Test
  void add_unnamed_grantsNoNames() {
    assertThat(add(three, 2)).isEqualTo(new Rescale.Granted(scale(5), new TreeMap<>()));
  }

  @Test
  void add_toReserves_namesTheLowestFirst() {
    assertThat(add(scale(3, 1, 3), 3, "a", "b", "c"))
        .isEqualTo(new Rescale.Granted(scale(6), new TreeMap<>(Map.of(1, "a", 3, "b", 5, "c"))));
  }

  @Test
  void add_moreNamesThanInstances_isRefusedInTheWordsOfTheContract() {
    assertThat(add(three, 1, "a", "b"))
        .isEqualTo(
            new Rescale.Refused("Length of hostname list is more than newly added instances"));
  }

  @Test
  void add_nameInUse_isRefused() {
    assertThat(add(three, 2, "fresh", "s2"))
        .isEqualTo(new Rescale.Refused("Hostname 's2' is already in use"));
  }

  @Test
  void add_nameTwice_isRefused() {
    assertThat(add(three, 2, "S5", "S5"))
        .isEqualTo(new Rescale.Refused("Hostname 'S5' is already in use"));
  }

  @Test
  void add_namesThatDifferInCase_areTwoNames() {
    assertThat(add(three, 2, "S1", "S2")).isInstanceOf(Rescale.Granted.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 998, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void add_outOfRange_isRefused(int n) {
    assertThat(add(three, n)).isInstanceOf(Rescale.Refused.class);
  }

  @Test
  void add_upToTheMaximum_isGranted() {
    assertThat(add(three, 997)).isEqualTo(new Rescale.Granted(scale(1000), new TreeMap<>()));
    assertThat(add(scale(1000), 1)).isInstanceOf(Rescale.Refused.class);
  }

  @Test
  void remove_named_reservesTheirOrdinals() {
    assertThat(remove(three, RescalerTest::idle, 1, "s2")).isEqualTo(granted(scale(2, 1)));
    assertThat(remove(three, RescalerTest::idle, 2, "s3", "s1")).isEqualTo(granted(scale(1, 0)));
  }

  @Test
  void remove_fewerNamesThanN_addsTheCheapest() {
    assertThat(remove(three, RescalerTest::idle, 2, "s3")).isEqualTo(granted(scale(1)));
    assertThat(remove(three, RescalerTest::idle, 2, "s1")).isEqualTo(granted(scale(1, 0)));
  }

  @Test
  void remove_unnamed_takesTheFewestInFlight() {
    IntToLongFunction inFlight = ordinal -> new long[] {5, 1, 2}[ordinal];
    assertThat(remove(three, inFlight, 1)).isEqualTo(granted(scale(2, 1)));
    assertThat(remove(three, inFlight, 2)).isEqualTo(granted(scale(1)));
    assertThat(remove(three, inFlight, 3)).isEqualTo(granted(scale(0)));
  }

  @Test
  void remove_equallyBusy_takesTheHighest() {
    assertThat(remove(three, RescalerTest::idle, 1)).isEqualTo(granted(scale(2)));
    assertThat(remove(three, ordinal -> ordinal == 2 ? 1 : 0, 1)).isEqualTo(granted(scale(2, 1)));
  }

  @Test
  void remove_ordinalThatWaitsToBeStarted_isACheapestToo() {
    SortedMap<Integer, String> running = new TreeMap<>(Map.of(0, "s1", 1, "s2"));
    assertThat(Rescaler.remove(three, running, RescalerTest::idle, 1, List.of()))
        .isEqualTo(granted(scale(2)));
  }

  @Test
  void remove_moreNamesThanInstances_isRefusedInTheWordsOfTheContract() {
    assertThat(remove(three, RescalerTest::idle, 1, "s1", "s2"))
        .isEqualTo(new Rescale.Refused("Length of hostname list is more than removable instances"));
  }

  @Test
  void remove_unknownName_isRefused() {
    assertThat(remove(three, RescalerTest::idle, 2, "s1", "S2"))
        .isEqualTo(new Rescale.Refused("Hostname 'S2' does not exist"));
  }

  @Test
  void remove_nameTwice_isRefused() {
    assertThat(remove(three, RescalerTest::idle, 2, "s1", "s1"))
        .isEqualTo(new Rescale.Refused("Hostname 's1' is listed twice"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void remove_outOfRange_isRefused(int n) {
    assertThat(remove(three, RescalerTest::idle, n)).isInstanceOf(Rescale.Refused.class);
  }

  @Test
  void remove_thatWouldReserveMoreThan64_isRefused() {
    DesiredScale many = scale(200);
    IntToLongFunction lowestFirst = ordinal -> ordinal;
    assertThat(Rescaler.remove(many, names, lowestFirst, 64, List.of()))
        .isEqualTo(granted(new DesiredScale(136, ordinals(0, 64))));
    assertThat(Rescaler.remove(many, names, lowestFirst, 65, List.of()))
        .isEqualTo(new Rescale.Refused("More than 64 ordinals would be left out"));
  }

  private Rescale add(DesiredScale scale, int n, String... hostnames) {
    return Rescaler.add(scale, names.values(), n, List.of(hostnames));
  }

  private Rescale remove(
      DesiredScale scale, IntToLongFunction inFlight, int n, String... hostnames) {
    return Rescaler.remove(scale, names, inFlight, n, List.of(hostnames));
  }

  private static Rescale granted(DesiredScale scale) {
    return new Rescale.Granted(scale, new TreeMap<>());
  }

  private static DesiredScale scale(int replicas, int... reserve) {
    return new DesiredScale(replicas, new TreeSet<>(IntStream.of(reserve).boxed().toList()));
  }

  private static long idle(int ordinal) {
    return 0;
  }

  private static SortedSet<Integer> ordinals(int from, int to) {
    return new TreeSet<>(IntStream.range(from, to).boxed().toList());
  }
}

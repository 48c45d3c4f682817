package dev.ringmaster.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.ring.HashRing;
import dev.ringmaster.ring.RingWalk;
import dev.ringmaster.routing.Candidate.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTableTest {
  @ParameterizedTest
  @CsvSource({
    // replicas, suspected dead, out, panic
    "1, 0, 0, false",
    "1, 1, 0, true",
    "2, 1, 0, false",
    "2, 2, 0, true",
    "3, 1, 2, false",
    "3, 2, 0, true",
    "3, 2, 1, true",
    "4, 2, 2, false",
    "5, 3, 2, true",
    "5, 0, 5, false"
  })
  void panic_isWhenMoreThanHalfAreSuspected(int replicas, int suspected, int out, boolean panic) {
    Fleet fleet = new Fleet(replicas);
    for (int i = 0; i < suspected; i++) {
      fleet.verdict(i, Verdict.SUSPECTED_DEAD);
    }
    for (int i = 0; i < out; i++) {
      fleet.verdict(suspected + i, Verdict.OUT);
    }
    RoutingTable table = fleet.publish();
    assertThat(table.panic()).isEqualTo(panic);
    int routable = replicas - out - (panic ? 0 : suspected);
    assertThat(table.routable()).hasSize(routable);
    assertThat(table.weights()).isEqualTo(routable);
    assertThat(table.routable())
        .as("the known gone never")
        .noneMatch(e -> e.ordinal() >= suspected && e.ordinal() < suspected + out);
  }

  @Test
  void panic_countsOrdinalsThatHaveNoReplicaToo() {
    Fleet fleet = new Fleet(4);
    Candidate suspect = new Candidate(fleet.endpoint(0), Verdict.SUSPECTED_DEAD);
    assertThat(RoutingTable.of(1, Fleet.ring(4), List.of(suspect)).panic()).isFalse();
  }

  @Test
  void next_givesTheRoutableInTheOrderOfTheWalk() {
    Fleet fleet = new Fleet(8);
    fleet.verdict(2, Verdict.OUT);
    fleet.verdict(5, Verdict.SUSPECTED_DEAD);
    RoutingTable table = fleet.publish();
    for (long hash = 0; hash < 200; hash++) {
      List<Integer> expected = new ArrayList<>(fleet.walk(hash << 56));
      expected.removeAll(List.of(2, 5));
      assertThat(ordinals(table, hash << 56)).isEqualTo(expected);
    }
  }

  @Test
  void next_ofATableWithoutEndpoints_isNull() {
    RoutingTable none = RoutingTable.of(1, Fleet.ring(3), List.of());
    assertThat(none.next(none.ring().walk(7))).isNull();
    RoutingTable empty = RoutingTable.of(1, Fleet.ring(0), List.of());
    assertThat(empty.next(empty.ring().walk(7))).isNull();
    assertThat(empty.routable()).isEmpty();
    assertThat(empty.panic()).isFalse();
  }

  @Test
  void routable_isInOrdinalOrderWhateverTheOrderGiven() {
    Fleet fleet = new Fleet(3);
    List<Candidate> candidates =
        List.of(routable(fleet, 2), routable(fleet, 0), routable(fleet, 1));
    assertThat(RoutingTable.of(1, Fleet.ring(3), candidates).routable())
        .extracting(Endpoint::ordinal)
        .containsExactly(0, 1, 2);
  }

  @Test
  void candidateBeyondTheRing_isIgnored() {
    Fleet fleet = new Fleet(3);
    RoutingTable table =
        RoutingTable.of(1, Fleet.ring(2), List.of(routable(fleet, 0), routable(fleet, 2)));
    assertThat(table.routable()).extracting(Endpoint::ordinal).containsExactly(0);
  }

  @Test
  void candidateInAGapOfTheRing_isIgnored() {
    Fleet fleet = new Fleet(3);
    HashRing ring = HashRing.of(Map.of(0, 1, 2, 1), 16, 0);
    Candidate suspect = new Candidate(fleet.endpoint(1), Verdict.SUSPECTED_DEAD);
    RoutingTable table =
        RoutingTable.of(1, ring, List.of(routable(fleet, 0), routable(fleet, 1), suspect, suspect));
    assertThat(table.routable()).extracting(Endpoint::ordinal).containsExactly(0);
    assertThat(table.weights()).isEqualTo(1);
    assertThat(table.panic()).isFalse();
  }

  @Test
  void weights_areThoseOfTheRoutable() {
    Fleet fleet = new Fleet(0);
    HashRing ring = HashRing.of(Map.of(0, 2, 3, 5), 16, 0);
    Endpoint two = new Endpoint(0, 1, "a", "::1", 1, 2, fleet.inFlight.newReplica());
    Endpoint five = new Endpoint(3, 1, "b", "::1", 1, 5, fleet.inFlight.newReplica());
    Candidate first = new Candidate(two, Verdict.ROUTABLE);
    assertThat(RoutingTable.of(1, ring, List.of(first, new Candidate(five, Verdict.ROUTABLE))))
        .extracting(RoutingTable::weights)
        .isEqualTo(7L);
    assertThat(RoutingTable.of(1, ring, List.of(first, new Candidate(five, Verdict.OUT))))
        .extracting(RoutingTable::weights)
        .isEqualTo(2L);
  }

  private static Candidate routable(Fleet fleet, int ordinal) {
    return new Candidate(fleet.endpoint(ordinal), Verdict.ROUTABLE);
  }

  private static List<Integer> ordinals(RoutingTable table, long hash) {
    List<Integer> ordinals = new ArrayList<>();
    RingWalk walk = table.ring().walk(hash);
    for (Endpoint e = table.next(walk); e != null; e = table.next(walk)) {
      ordinals.add(e.ordinal());
    }
    return ordinals;
  }
}

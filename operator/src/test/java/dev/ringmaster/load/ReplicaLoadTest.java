package dev.ringmaster.load;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaLoadTest {
  private static final LoadBound BOUND = new LoadBound(1.25, 4);

  private final InFlight all = new InFlight();
  private final List<ReplicaLoad> replicas = Stream.generate(all::newReplica).limit(5).toList();
  private final List<Lease> open = new ArrayList<>();

  @AfterEach
  void everyLeaseClosed_leavesNothingInFlight() {
    open.forEach(Lease::close);
    assertThat(replicas).allSatisfy(replica -> assertThat(replica.inFlight()).isZero());
    assertThat(all.total()).isZero();
  }

  @Test
  void admit_withoutBound_isNeverRefused() {
    for (int i = 1; i <= 1000; i++) {
      open.add(requireNonNull(replicas.get(0).admit()));
      assertThat(replicas.get(0).inFlight()).isEqualTo(i);
      assertThat(all.total()).isEqualTo(i);
    }
  }

  @Test
  void admit_whileAllAreIdle_isGrantedToEveryOwner() {
    LoadBound strictest = new LoadBound(1, 1);
    for (ReplicaLoad owner : replicas) {
      try (Lease lease = requireNonNull(owner.admit(strictest, 1, 1_000_000))) {
        assertThat(lease).isNotNull();
      }
    }
  }

  @Test
  void admit_whileBoundIsReached_isRefused() {
    ReplicaLoad full = replicas.get(0);
    for (int i = 0; i < 4; i++) {
      open.add(requireNonNull(full.admit(BOUND, 1, 5)));
    }
    assertThat(full.admit(BOUND, 1, 5)).isNull();
    assertThat(full.inFlight()).isEqualTo(4);
    assertThat(all.total()).isEqualTo(4);
  }

  @Test
  void admit_onceOthersCarryMore_isGrantedAgain() {
    ReplicaLoad full = replicas.get(0);
    for (int i = 0; i < 4; i++) {
      open.add(requireNonNull(full.admit(BOUND, 1, 5)));
    }
    // 1.25 · (total + 1) / 5 exceeds 4 from a total of 16 on.
    for (int i = 0; i < 11; i++) {
      open.add(requireNonNull(replicas.get(1).admit()));
      assertThat(full.admit(BOUND, 1, 5)).isNull();
    }
    open.add(requireNonNull(replicas.get(1).admit()));
    open.add(requireNonNull(full.admit(BOUND, 1, 5)));
    assertThat(full.inFlight()).isEqualTo(5);
  }

  @Test
  void close_twice_countsOnce() {
    Lease first = requireNonNull(replicas.get(0).admit());
    open.add(requireNonNull(replicas.get(0).admit()));
    first.close();
    first.close();
    assertThat(replicas.get(0).inFlight()).isEqualTo(1);
    assertThat(all.total()).isEqualTo(1);
  }

  @Test
  void retire_letsNobodyInAndThoseInsideFinish() {
    ReplicaLoad leaving = replicas.get(0);
    Lease first = requireNonNull(leaving.admit());
    Lease second = requireNonNull(leaving.admit());
    leaving.retire();
    leaving.retire();
    for (long left : new long[] {2, 1, 0}) {
      assertThat(leaving.inFlight()).isEqualTo(left);
      assertThat(leaving.admit()).isNull();
      assertThat(leaving.admit(BOUND, 1, 1)).isNull();
      (left == 2 ? first : second).close();
    }
    assertThat(leaving.inFlight()).isZero();
  }

  /** Every decision of a random history is the one that a plain count makes. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void admit_inAnyHistory_isWhatTheFormulaSays(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] weights = replicas.stream().mapToInt(replica -> 1 + random.nextInt(4)).toArray();
    long sum = Arrays.stream(weights).sum();
    double factor = 1 + random.nextInt(9) / 8.0;
    int minimum = 1 + random.nextInt(4);
    LoadBound bound = new LoadBound(factor, minimum);
    List<List<Lease>> leases =
        Stream.generate(() -> (List<Lease>) new ArrayList<Lease>()).limit(5).toList();
    boolean[] retired = new boolean[5];
    long total = 0;
    for (int step = 0; step < 20_000; step++) {
      int i = random.nextInt(5);
      List<Lease> held = leases.get(i);
      if (random.nextInt(100) < 45) {
        if (!held.isEmpty()) {
          held.remove(random.nextInt(held.size())).close();
          total--;
        }
      } else if (random.nextInt(20_000) == 0) {
        replicas.get(i).retire();
        retired[i] = true;
      } else {
        boolean bounded = random.nextInt(4) > 0;
        long limit = Math.max(minimum, (long) Math.ceil(factor * weights[i] * (total + 1) / sum));
        Lease lease =
            bounded ? replicas.get(i).admit(bound, weights[i], sum) : replicas.get(i).admit();
        assertThat(lease != null).isEqualTo(!retired[i] && (!bounded || held.size() + 1 <= limit));
        if (lease != null) {
          held.add(lease);
          total++;
        }
      }
      assertThat(replicas.get(i).inFlight()).isEqualTo(held.size());
      assertThat(all.total()).isEqualTo(total);
    }
    leases.forEach(open::addAll);
  }
}

package dev.ringmaster.pool.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressPoolTest {
  private final AtomicInteger changes = new AtomicInteger();
  private final AddressPool pool = new AddressPool(changes::incrementAndGet);

  private void create(int ordinal, long incarnation, String... addresses) {
    ReplicaTemplate template = new ReplicaTemplate("", List.of(), List.of(addresses), 80, Map.of());
    pool.create(new ReplicaSpec(ordinal, incarnation, "s1", template));
  }

  @Test
  void create_routesToTheAddressOfTheOrdinal() {
    create(1, 7, "10.0.0.1:80", "b.example:8080");
    assertThat(pool.observe())
        .extracting(Replica::ordinal, Replica::incarnation, Replica::name, Replica::host)
        .containsExactly(Tuple.tuple(1, 7L, "b.example:8080", "b.example"));
    assertThat(pool.starts()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"[::1]:80, ::1, 80", "[2001:db8::7]:65535, 2001:db8::7, 65535", "a:1, a, 1"})
  void address_isHostAndPort(String address, String host, int port) {
    create(0, 1, address);
    assertThat(pool.observe())
        .extracting(Replica::host, Replica::port, Replica::phase)
        .containsExactly(Tuple.tuple(host, port, Replica.Phase.RUNNING));
  }

  @Test
  void anotherAddress_isAnotherRevision_andTheOthersKeepTheirs() {
    ReplicaTemplate before =
        new ReplicaTemplate("", List.of(), List.of("a:1", "b:1"), 80, Map.of());
    ReplicaTemplate after = new ReplicaTemplate("", List.of(), List.of("a:1", "c:1"), 80, Map.of());
    assertThat(after.revisions().apply(0)).isEqualTo(before.revisions().apply(0));
    assertThat(after.revisions().apply(1)).isNotEqualTo(before.revisions().apply(1));
    create(1, 1, "a:1", "b:1");
    assertThat(pool.observe().getFirst().revision()).isEqualTo(before.revisions().apply(1));
  }

  @Test
  void stop_showsAsEndedUntilForgotten_andTells() {
    create(0, 1, "a:1", "b:1");
    create(1, 2, "a:1", "b:1");
    pool.stop(1, Duration.ZERO);
    assertThat(changes).hasValue(1);
    assertThat(pool.observe())
        .extracting(Replica::phase)
        .containsExactly(Replica.Phase.EXITED, Replica.Phase.RUNNING);
    pool.forget(1);
    assertThat(pool.observe()).extracting(Replica::ordinal).containsExactly(1);
    pool.stop(1, Duration.ZERO);
    assertThat(changes).hasValue(1);
  }
}

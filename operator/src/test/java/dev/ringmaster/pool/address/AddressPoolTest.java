package dev.ringmaster.pool.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressPoolTest {
  private final AddressPool pool = new AddressPool(List.of("10.0.0.1:80", "b.example:8080"));

  @Test
  void observe_givesEachAddressTheOrdinalOfItsPosition() {
    assertThat(pool.observe())
        .extracting(Replica::ordinal, Replica::name, Replica::host, Replica::port, Replica::phase)
        .containsExactly(
            tuple(0, "10.0.0.1:80", "10.0.0.1", 80), tuple(1, "b.example:8080", "b.example", 8080));
  }

  @Test
  void observe_givesEachAddressAnIncarnationOfItsOwn() {
    assertThat(pool.observe()).extracting(Replica::incarnation).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"[::1]:80, ::1, 80", "[2001:db8::7]:65535, 2001:db8::7, 65535", "a:1, a, 1"})
  void address_isHostAndPort(String address, String host, int port) {
    assertThat(new AddressPool(List.of(address)).observe())
        .extracting(Replica::host, Replica::port)
        .containsExactly(Tuple.tuple(host, port));
  }

  @Test
  void stop_dropsTheAddress() {
    pool.stop(pool.observe().get(0).incarnation(), Duration.ZERO);
    assertThat(pool.observe()).extracting(Replica::ordinal).containsExactly(1);
  }

  @Test
  void forget_changesNothing() {
    List<Replica> before = pool.observe();
    pool.forget(before.get(0).incarnation());
    assertThat(pool.observe()).isEqualTo(before);
  }

  @Test
  void create_isRefused() {
    ReplicaTemplate template =
        new ReplicaTemplate("", List.of(), List.of("10.0.0.1:80", "b.example:8080"), 80, Map.of());
    assertThatIllegalStateException()
        .isThrownBy(() -> pool.create(new ReplicaSpec(2, 3, "s3", template)))
        .withMessage("ordinal 2 has no address (expected: 0..1)");
  }

  private static Tuple tuple(int ordinal, String name, String host, int port) {
    return Tuple.tuple(ordinal, name, host, port, Replica.Phase.RUNNING);
  }
}

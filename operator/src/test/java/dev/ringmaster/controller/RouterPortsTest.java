package dev.ringmaster.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.testing.kubernetes.Balancers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RouterPortsTest {
  private final RouterPorts ports = new RouterPorts();
  private final List<LoadBalancer> all = new ArrayList<>();

  /** One whose status has this port; 0: none yet. */
  private LoadBalancer balancer(String name, int port) {
    LoadBalancer balancer = Balancers.named(name, "template: {image: a}");
    if (port > 0) {
      balancer.setStatus(Balancers.withPort(port));
    }
    all.add(balancer);
    return balancer;
  }

  @Test
  void newcomers_getTheLowestThatIsFree_andKeepIt() {
    balancer("a", 20_001);
    LoadBalancer b = balancer("b", 0);
    LoadBalancer c = balancer("c", 0);
    assertThat(ports.of(b, () -> all)).isEqualTo(20_000);
    assertThat(ports.of(c, () -> all)).isEqualTo(20_002);
    assertThat(ports.of(b, () -> all)).isEqualTo(20_000);
  }

  @Test
  void port_thatIsRecorded_isKept_whoeverLeads() {
    LoadBalancer a = balancer("a", 20_007);
    assertThat(ports.of(a, () -> all)).isEqualTo(20_007);
    assertThat(new RouterPorts().of(a, () -> all)).isEqualTo(20_007);
  }

  @Test
  void port_thatTwoHaveRecorded_isGivenOnce() {
    LoadBalancer a = balancer("a", 20_003);
    LoadBalancer b = balancer("b", 20_003);
    int one = ports.of(a, () -> all);
    int other = ports.of(b, () -> all);
    assertThat(one).isNotEqualTo(other);
    assertThat(List.of(one, other)).containsAnyOf(20_003);
    assertThat(ports.of(a, () -> all)).isEqualTo(one);
    assertThat(ports.of(b, () -> all)).isEqualTo(other);
  }

  @Test
  void port_ofOneThatWent_isFreeAgain() {
    LoadBalancer a = balancer("a", 0);
    assertThat(ports.of(a, () -> all)).isEqualTo(20_000);
    all.clear();
    assertThat(ports.of(balancer("b", 0), () -> all)).isEqualTo(20_000);
  }
}

package dev.ringmaster.pool.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.kubernetes.PodOwner;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PodNameTest {
  private static String name(String balancer, String uid, int ordinal, long incarnation, int port) {
    return PodName.of(
        new PodOwner("v1", "LoadBalancer", "shop", balancer, uid),
        new ReplicaSpec(
            ordinal,
            incarnation,
            "s" + incarnation,
            new ReplicaTemplate("a", List.of(), List.of(), port, Map.of())));
  }

  @Test
  void name_ofOneReplica_isTheSameInEveryProcess() {
    assertThat(name("web", "uid", 0, 1, 80)).isEqualTo("web-0-8wqx2");
  }

  @Test
  void name_ofAnother_isAnother() {
    Set<String> names =
        Set.of(
            name("web", "uid", 0, 1, 80),
            name("web", "other", 0, 1, 80),
            name("web", "uid", 1, 1, 80),
            name("web", "uid", 0, 2, 80),
            name("web", "uid", 0, 1, 81));
    assertThat(names).hasSize(5);
  }

  @Test
  void names_ofAThousandIncarnations_hardlyMeet() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      names.add(name("web", "uid", 0, i, 80));
    }
    assertThat(names).hasSizeGreaterThan(995);
  }

  @Test
  void name_ofTheLongest_isStillAHostName() {
    String name = name("w".repeat(253), "uid", Integer.MAX_VALUE, 1, 80);
    assertThat(name).hasSize(63).matches("w+-2147483647-[a-z0-9]{5}");
    assertThat(name("web", "uid", 3, 1, 80)).matches("web-3-[bcdfghjklmnpqrstvwxz2456789]{5}");
  }
}

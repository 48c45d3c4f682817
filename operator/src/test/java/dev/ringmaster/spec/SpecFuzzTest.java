package dev.ringmaster.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpecFuzzTest {
  private static final int ROUNDS = 8_000;
  private static final String FULL =
      Manifests.HEAD
          + """
          metadata: {name: web, labels: {a: b}}
          spec:
            replicas: 3
            reserveOrdinals: [1]
            hostnames: {"0": s1}
            template:
              image: a
              port: 80
              env: [{name: A, value: b}]
              resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 500m}}
              mounts: [{source: a1, target: /a}, {type: bind, source: /b, target: /b}]
            service: {port: 80, type: ClusterIP}
            routing:
              hosts: [a.example]
              algorithm: Classic
              probing: Linear
              weights: {"0": 2}
              seed: 1
              keys: [{header: A}, {cookie: {name: a}}, {path: {regex: a}}, {clientAddress: {}}]
              boundedLoad: {factor: 1.5}
              retries: {attempts: 1}
              timeouts: {connect: 1s}
            health: {path: /a, interval: 1s}
            drain: {grace: 1s}
            rollout: {maxSurge: 1, restartedAt: a}
            warmUp: {duration: 0s}
          """;
  private static final List<@Nullable Object> VALUES =
      Arrays.asList(
          null,
          "",
          " ",
          "a",
          "1s",
          "((((",
          "\u0000\n",
          "é\uD800",
          "x".repeat(2000),
          "a:1",
          "1Gi",
          "1e999",
          "$(REPLICA_ORDINAL)",
          "/a",
          0,
          -1,
          57,
          5000,
          Integer.MIN_VALUE,
          Long.MAX_VALUE,
          new BigInteger("9".repeat(40)),
          1.5,
          Double.NaN,
          Double.NEGATIVE_INFINITY,
          new BigDecimal("1E+400"),
          true,
          List.of(),
          Map.of(),
          Map.of("a", 1),
          Arrays.asList((Object) null),
          List.of("a", "a"),
          Map.of("0", "a"),
          'c');

  @Test
  void read_mutatedTrees_isValidOrInvalidAndNeverThrows() {
    Random random = new Random(42);
    Object original = Manifests.parse(FULL);
    int valid = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Object tree = original;
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        tree = mutated(tree, random, 0);
      }
      List<String> problems = Manifests.problems(SpecReader.read(tree));
      valid += problems.isEmpty() ? 1 : 0;
      assertThat(problems).allSatisfy(line -> assertThat(line).doesNotContain("\n", "\u0000"));
    }
    assertThat(valid).isBetween(1, ROUNDS - 1);
  }

  /** A copy with one place changed; the deeper the likelier. */
  private static @Nullable Object mutated(@Nullable Object tree, Random random, int depth) {
    if (depth > 0 && random.nextInt(4) == 0) {
      return VALUES.get(random.nextInt(VALUES.size()));
    }
    return switch (tree) {
      case Map<?, ?> map when !map.isEmpty() -> mutatedMap(map, random, depth);
      case List<?> list when !list.isEmpty() -> mutatedList(list, random, depth);
      case null, default -> VALUES.get(random.nextInt(VALUES.size()));
    };
  }

  private static Map<@Nullable Object, @Nullable Object> mutatedMap(
      Map<?, ?> map, Random random, int depth) {
    Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>(map);
    Object key = new ArrayList<>(copy.keySet()).get(random.nextInt(copy.size()));
    switch (random.nextInt(8)) {
      case 0 -> copy.remove(key);
      case 1 -> copy.put(key + "x", copy.remove(key));
      case 2 -> copy.put(VALUES.get(random.nextInt(VALUES.size())), 1);
      default -> copy.put(key, mutated(copy.get(key), random, depth + 1));
    }
    return copy;
  }

  private static List<@Nullable Object> mutatedList(List<?> list, Random random, int depth) {
    List<@Nullable Object> copy = new ArrayList<>(list);
    int index = random.nextInt(copy.size());
    switch (random.nextInt(8)) {
      case 0 -> copy.remove(index);
      case 1 -> copy.add(copy.get(index));
      default -> copy.set(index, mutated(copy.get(index), random, depth + 1));
    }
    return copy;
  }
}

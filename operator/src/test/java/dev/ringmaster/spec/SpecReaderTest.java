package dev.ringmaster.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.health.HealthPolicy;
import dev.ringmaster.load.LoadBound;
import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.RolloutPolicy;
import dev.ringmaster.routing.RetryPolicy;
import dev.ringmaster.routing.Timeouts;
import dev.ringmaster.routing.key.KeySource;
import dev.ringmaster.spec.RoutingSpec.Algorithm;
import dev.ringmaster.spec.RoutingSpec.ClassicProbing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecReaderTest {
  @Test
  void read_leastManifest_takesEveryDefault() {
    assertThat(Manifests.model("template: {command: [run, $(PORT)]}"))
        .isEqualTo(
            new LoadBalancerModel(
                "default",
                "web",
                1,
                new TreeSet<>(),
                new TreeMap<>(),
                new ReplicaTemplate("", List.of("run", "$(PORT)"), List.of(), 5000, Map.of()),
                new LoadBalancerModel.Service(80, "ClusterIP", new TreeMap<>()),
                new RoutingSpec(
                    List.of(),
                    Algorithm.RING,
                    ClassicProbing.LINEAR,
                    256,
                    0,
                    new TreeMap<>(),
                    List.of(new KeySource.ClientAddress(128)),
                    null,
                    new RetryPolicy(2, 20),
                    new Timeouts(seconds(1), seconds(30), seconds(60)),
                    false),
                new HealthPolicy(null, seconds(1), seconds(1), 2, 1),
                new DrainPolicy(seconds(5), seconds(30)),
                new RolloutPolicy(1, 0, seconds(2), false, 0, seconds(600), false)));
  }

  @Test
  void read_poolFields_areKept() {
    LoadBalancerModel model =
        Manifests.model(
            "replicas: 0, reserveOrdinals: [7, 2], hostnames: {'0': S5, '1': Server 1},"
                + " template: {image: a/b:1, command: [x], port: 80, resources: ~,"
                + " podTemplate: {b: 1}, env: [{name: B, value: c}, {name: _a}]},"
                + " service: {port: 8080, type: NodePort, annotations: {a: b}}");

    assertThat(model.service())
        .isEqualTo(
            new LoadBalancerModel.Service(8080, "NodePort", new TreeMap<>(Map.of("a", "b"))));
    assertThat(model.replicas()).isZero();
    assertThat(model.reserveOrdinals()).containsExactly(2, 7);
    assertThat(model.hostnames()).containsExactly(Map.entry(0, "S5"), Map.entry(1, "Server 1"));
    assertThat(model.template())
        .isEqualTo(
            new ReplicaTemplate("a/b:1", List.of("x"), List.of(), 80, Map.of("B", "c", "_a", "")));
    assertThat(model.template().env().keySet()).containsExactly("B", "_a");
  }

  @Test
  void read_routingFields_areKept() {
    RoutingSpec routing =
        Manifests.model(
                "routing: {hosts: [Shop.Example.com, b], algorithm: Classic, probing: Quadratic,"
                    + " virtualNodes: 4096, seed: -9223372036854775808, weights: {'3': 100},"
                    + " boundedLoad: {factor: 2, minimum: 1}, retries: {attempts: 0,"
                    + " budgetPercent: 100}, timeouts: {connect: 1ms, response: 24h, idle: 1m30s},"
                    + " classic: true, limits: {}, trustedProxies: [], tls: ~, accessLog: false}")
            .routing();

    assertThat(routing)
        .isEqualTo(
            new RoutingSpec(
                List.of("shop.example.com", "b"),
                Algorithm.CLASSIC,
                ClassicProbing.QUADRATIC,
                4096,
                Long.MIN_VALUE,
                new TreeMap<>(Map.of(3, 100)),
                List.of(new KeySource.ClientAddress(128)),
                new LoadBound(2, 1),
                new RetryPolicy(0, 100),
                new Timeouts(Duration.ofMillis(1), Duration.ofHours(24), seconds(90)),
                true));
    assertThat(routing.weight(3)).isEqualTo(100);
    assertThat(routing.weight(2)).isEqualTo(1);
  }

  @Test
  void read_policies_areKept() {
    LoadBalancerModel model =
        Manifests.model(
            "health: {path: /up, interval: 2s, timeout: 3s, unhealthyAfter: 4, healthyAfter: 5},"
                + " drain: {grace: 0s, deadline: 1m}, warmUp: {duration: 0s}, rollout: {maxSurge:"
                + " 0, maxUnavailable: 3, minReady: 0s, paused: true, partition: 2,"
                + " progressDeadline: 1h, restartedAt: now}");

    assertThat(model.health()).isEqualTo(new HealthPolicy("/up", seconds(2), seconds(3), 4, 5));
    assertThat(model.drain()).isEqualTo(new DrainPolicy(Duration.ZERO, seconds(60)));
    assertThat(model.rollout())
        .isEqualTo(new RolloutPolicy(0, 3, Duration.ZERO, true, 2, Duration.ofHours(1), false));
  }

  @Test
  void read_keys_keepTheirOrder() {
    List<KeySource> keys =
        Manifests.model(
                "routing: {keys: [{header: X-User-Id}, {cookie: a}, {cookie: {name: b}}, {query:"
                    + " user}, {clientAddress: {}}, {clientAddress: {ipv6Prefix: 64}}, {random:"
                    + " {}}, {path: {regex: '^/u/([^/]+)'}}]}")
            .routing()
            .keys();

    assertThat(keys.subList(0, 7))
        .containsExactly(
            new KeySource.Header("X-User-Id"),
            new KeySource.Cookie("a"),
            new KeySource.Cookie("b"),
            new KeySource.Query("user"),
            new KeySource.ClientAddress(128),
            new KeySource.ClientAddress(64),
            new KeySource.RandomKey());
    assertThat(keys.get(7))
        .isInstanceOfSatisfying(
            KeySource.Path.class, p -> assertThat(p.pattern()).hasToString("^/u/([^/]+)"));
  }

  @Test
  void read_boundedLoadWithoutFields_isOn() {
    assertThat(Manifests.model("routing: {boundedLoad: {}}").routing().boundedLoad())
        .isEqualTo(new LoadBound(1.25, 4));
  }

  @Test
  void read_volumeClaims_turnTheRolloutRound() {
    RolloutPolicy rollout = Manifests.model("volumeClaimTemplates: [{}]").rollout();
    assertThat(rollout)
        .isEqualTo(new RolloutPolicy(0, 1, seconds(2), false, 0, seconds(600), true));
  }

  @ParameterizedTest
  @CsvSource({
    "image: ringmaster/replica, /heartbeat",
    "image: 'ghcr.io/x/ringmaster/replica:1@sha256:ab', /heartbeat",
    "'image: ringmaster/replica, command: [x]',",
    "image: nginx,",
    "command: [x],",
  })
  void read_healthPath_isTheHeartbeatForTheSampleOnly(String template, String path) {
    assertThat(Manifests.model("template: {" + template + "}").health().path()).isEqualTo(path);
  }

  @Test
  void read_addresses_giveTheNumberOfReplicas() {
    LoadBalancerModel model =
        Manifests.model(
            "template: {addresses: ['127.0.0.1:80', '[::1]:80', 'Db_1.Example:65535']}");

    assertThat(model.replicas()).isEqualTo(3);
    assertThat(model.template().addresses())
        .containsExactly("127.0.0.1:80", "[::1]:80", "db_1.example:65535");
    assertThat(Manifests.model("replicas: 1, template: {addresses: ['a:1']}").replicas()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"S5", "Server 1", "TestA", "server_1f3a", "Ärger"})
  void read_namesThatClientsUse_areLegal(String name) {
    assertThat(Manifests.model("hostnames: {'0': '" + name + "'}").hostnames())
        .containsEntry(0, name);
  }

  @Test
  void read_limitsOfLength_areExact() {
    assertThat(Manifests.problems(Manifests.readSpec("hostnames: {'0': " + "a".repeat(253) + "}")))
        .isEmpty();
    assertThat(Manifests.problems(Manifests.readSpec("hostnames: {'0': " + "a".repeat(254) + "}")))
        .hasSize(1);
    assertThat(Manifests.problems(named("a".repeat(63)))).isEmpty();
    assertThat(Manifests.problems(named("a".repeat(64)))).hasSize(1);
    assertThat(Manifests.problems(regex("a".repeat(1000)))).isEmpty();
    assertThat(Manifests.problems(regex("a".repeat(1001)))).hasSize(1);
    String label = "a".repeat(63);
    assertThat(Manifests.problems(host(label + "." + label + "." + label + "." + "a".repeat(61))))
        .isEmpty();
    assertThat(Manifests.problems(host(label + "." + label + "." + label + "." + "a".repeat(62))))
        .hasSize(1);
    assertThat(Manifests.problems(host(label + "a"))).hasSize(1);
  }

  @Test
  void read_moreReservesThanAllowed_isOneProblem() {
    assertThat(Manifests.problems(Manifests.readSpec("reserveOrdinals: " + numbers(64)))).isEmpty();
    assertThat(Manifests.problems(Manifests.readSpec("reserveOrdinals: " + numbers(65))))
        .containsExactly("spec.reserveOrdinals: got a list, expected at most 64 ordinals");
  }

  @Test
  void read_moreKeysThanAllowed_isOneProblem() {
    String keys = "{random: {}},".repeat(33);
    assertThat(Manifests.problems(Manifests.readSpec("routing: {keys: [" + keys + "]}")))
        .containsExactly("spec.routing.keys: got a list, expected at most 32 keys");
  }

  @Test
  void read_moreAddressesThanAllowed_isOneProblem() {
    String many =
        IntStream.range(0, 1001)
            .mapToObj(i -> "'a:" + (i + 1) + "'")
            .collect(Collectors.joining(","));
    assertThat(Manifests.problems(Manifests.readSpec("template: {addresses: [" + many + "]}")))
        .containsExactly("spec.template.addresses: got a list, expected at most 1000 addresses");
  }

  @Test
  void read_classicBeyond56Replicas_isRefused() {
    String classic = "routing: {algorithm: Classic}, replicas: ";
    assertThat(Manifests.problems(Manifests.readSpec(classic + "56"))).isEmpty();
    assertThat(Manifests.problems(Manifests.readSpec(classic + "56, reserveOrdinals: [0, 3]")))
        .isEmpty();
    assertThat(Manifests.problems(Manifests.readSpec(classic + "57")))
        .containsExactly("spec.replicas: got 57, expected at most 56 with algorithm Classic");
    assertThat(Manifests.problems(Manifests.readSpec("replicas: 57"))).isEmpty();
  }

  @Test
  void read_aRingOfTooManyPoints_isRefused() {
    String large = "routing: {virtualNodes: 4096, weights: {'0': %d}}, replicas: 1000";
    assertThat(Manifests.problems(Manifests.readSpec(large.formatted(25)))).isEmpty();
    assertThat(Manifests.problems(Manifests.readSpec(large.formatted(26))))
        .containsExactly(
            "spec.replicas: got 1000, expected fewer: virtualNodes times weights make 4198400"
                + " points, of 4194304");
  }

  @Test
  void read_unknownField_suggestsTheNearestName() {
    assertThat(Manifests.problems(Manifests.readSpec("replica: 3")))
        .containsExactly(
            "spec.replica: got an unknown field, expected a known one (did you mean replicas?)");
  }

  @Test
  void read_unknownFieldNearNone_listsTheKnown() {
    assertThat(Manifests.problems(Manifests.readSpec("drain: {zzzzzz: 1}")))
        .containsExactly(
            "spec.drain.zzzzzz: got an unknown field, expected one of grace, deadline");
  }

  @Test
  void read_unknownFieldOfOddName_staysOnOneLine() {
    assertThat(Manifests.problems(Manifests.readSpec("drain: {\"a\\nb\": 1}")).get(0))
        .startsWith("spec.drain[\"a\\u000ab\"]: got an unknown field");
  }

  @Test
  void read_longValue_isShortened() {
    assertThat(Manifests.problems(Manifests.readSpec("replicas: " + "a".repeat(41))))
        .containsExactly(
            "spec.replicas: got \"" + "a".repeat(40) + "…\", expected an integer from 0 to 1000");
  }

  @Test
  void read_tenMistakes_areTenProblems() {
    SpecResult result =
        Manifests.read(
            """
            metadata: {name: Web, lables: {a: b}}
            spec:
              replicas: -1
              hostnames: {"0": a, "1": a}
              template: {image: x, prot: 80, env: [{name: PORT, value: "1"}]}
              routing:
                algorithm: Best
                keys: [{header: A}, {header: B, random: {}}]
                timeouts: {response: 30}
              health: {path: up}
            """);

    assertThat(Manifests.problems(result)).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void read_outputOfKubectl_isAManifest() {
    SpecResult result =
        Manifests.read(
            """
            metadata:
              name: web
              namespace: shop
              annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}"}
              labels: {team: a}
              creationTimestamp: "2026-01-01T00:00:00Z"
              generation: 3
              resourceVersion: "7"
              uid: 0b9d
              finalizers: [a/b]
              managedFields: [{manager: kubectl}]
              ownerReferences: [{name: x}]
            spec: {replicas: ~, template: {image: a}, routing: {keys: [], boundedLoad: ~}}
            status: {replicas: 3, anything: [goes]}
            """);

    assertThat(Manifests.model(result).id()).isEqualTo("shop/web");
    assertThat(Manifests.model(result).routing().keys())
        .containsExactly(new KeySource.ClientAddress(128));
    assertThat(Manifests.model(result).routing().boundedLoad()).isNull();
  }

  @Test
  void read_headMissing_isFound() {
    assertThat(Manifests.problems(SpecReader.read(Map.of())))
        .containsExactly(
            "apiVersion: got nothing, expected ringmaster.dev/v1alpha1",
            "kind: got nothing, expected LoadBalancer",
            "metadata.name: got nothing, expected a name of at most 63 lower-case letters, digits"
                + " and dashes",
            "spec.template: got nothing, expected at least one of image, command, addresses");
  }

  @Test
  void read_wrongVersionOrKind_isFoundBesideTheRest() {
    Object tree =
        Manifests.parse(
            "{apiVersion: ringmaster.dev/v2, kind: Loadbalancer, metadata: {name: a},"
                + " spec: {template: {image: a}, replicas: x}, extra: 1}");
    assertThat(Manifests.problems(SpecReader.read(tree)))
        .containsExactly(
            "apiVersion: got \"ringmaster.dev/v2\", expected ringmaster.dev/v1alpha1",
            "kind: got \"Loadbalancer\", expected LoadBalancer",
            "spec.replicas: got \"x\", expected an integer from 0 to 1000",
            "extra: got an unknown field, expected one of apiVersion, kind, metadata, spec,"
                + " status");
  }

  @Test
  void read_anotherKindOfResource_isNotPickedToPieces() {
    Object tree = Manifests.parse("{apiVersion: apps/v1, kind: Deployment, spec: {selector: {}}}");
    assertThat(Manifests.problems(SpecReader.read(tree)))
        .containsExactly(
            "apiVersion: got \"apps/v1\", expected ringmaster.dev/v1alpha1",
            "kind: got \"Deployment\", expected LoadBalancer");
  }

  @Test
  void read_sectionOfWrongType_isOneProblem() {
    assertThat(Manifests.problems(Manifests.read("metadata: {name: a}\nspec: 5")))
        .containsExactly("spec: got 5, expected a mapping");
    assertThat(Manifests.problems(Manifests.readSpec("routing: Ring, health: [], drain: 1")))
        .containsExactly(
            "spec.routing: got \"Ring\", expected a mapping",
            "spec.health: got an empty list, expected a mapping",
            "spec.drain: got 1, expected a mapping");
  }

  @Test
  void read_noMapping_isOneProblem() {
    assertThat(Manifests.problems(SpecReader.read(null)))
        .containsExactly("manifest: got nothing, expected a mapping");
    assertThat(Manifests.problems(SpecReader.read(List.of(1))))
        .containsExactly("manifest: got a list, expected a mapping");
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static SpecResult named(String name) {
    return Manifests.read("metadata: {name: " + name + "}\nspec: {template: {image: a}}");
  }

  private static SpecResult regex(String regex) {
    return Manifests.readSpec("routing: {keys: [{path: {regex: " + regex + "}}]}");
  }

  private static SpecResult host(String host) {
    return Manifests.readSpec("routing: {hosts: [" + host + "]}");
  }

  private static String numbers(int count) {
    return IntStream.range(0, count).boxed().toList().toString();
  }
}

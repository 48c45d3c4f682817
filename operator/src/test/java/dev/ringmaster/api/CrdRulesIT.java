package dev.ringmaster.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.testing.kubernetes.ControlPlane;
import dev.ringmaster.testing.kubernetes.RequiresApiServer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bound and rule of the schema, by a manifest that breaks it and what its author is told. */
@RequiresApiServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrdRulesIT {
  private final Admission admission;

  CrdRulesIT(ControlPlane plane) {
    CrdFile.install(plane.admin());
    admission = new Admission(plane.admin(), "default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          hostnames: {one: s1}        | spec.hostnames | expected ordinals from 0 to 1063 as keys
          hostnames: {"01": s1}       | spec.hostnames | expected ordinals from 0 to 1063 as keys
          hostnames: {"1064": s1}     | spec.hostnames | expected ordinals from 0 to 1063 as keys
          hostnames: {"-1": s1}       | spec.hostnames | expected ordinals from 0 to 1063 as keys
          hostnames: {"0": " "}       | spec.hostnames | expected names of 1 to 253 characters on one line
          hostnames: {"0": "a\\nb"}   | spec.hostnames | expected names of 1 to 253 characters on one line
          hostnames: {"0": "a\\u0085b"} | spec.hostnames | expected names of 1 to 253 characters on one line
          hostnames: {"0": "a\\u2028b"} | spec.hostnames | expected names of 1 to 253 characters on one line
          hostnames: {"0": a, "1": a} | spec.hostnames | expected a name that no other ordinal has
          reserveOrdinals: [0, 1, 0]  | spec.reserveOrdinals[2] | Duplicate value: 0
          template: {}                | spec.template.image | expected the name of a container image
          template: {image: ""}       | spec.template.image | expected the name of a container image
          template: {command: [run]}  | spec.template.image | expected the name of a container image
          template: {image: "a b"}    | spec.template.image | expected an image's name without spaces
          template: {addresses: ["a:1"]} | spec.template.addresses | expected nothing in Kubernetes
          template: {image: a, addresses: ["a:1"]} | spec.template.addresses | expected nothing in Kubernetes
          template: {image: a, command: ["", a]} | spec.template.command | expected a program first
          template: {image: a, command: [a, "b\\0"]} | spec.template.command[1] | should match '^[^\\x00]*$'
          template: {image: a, env: [{value: b}]} | spec.template.env[0].name | Required value
          template: {image: a, env: [{name: 1A}]} | spec.template.env[0].name | expected a name such as LOG_LEVEL
          template: {image: a, env: [{name: PORT}]} | spec.template.env[0].name | expected another name (Ringmaster sets this one)
          template: {image: a, env: [{name: A}, {name: A}]} | spec.template.env[1] | Duplicate value: {"name":"A"}
          template: {image: a, env: [{name: A, value: "b\\0"}]} | spec.template.env[0].value | should match '^[^\\x00]*$'
          template: {image: a, resources: {limits: {cpu: a}}} | spec.template.resources.limits.cpu | expected a quantity from 10m to 10000, such as 500m or 2
          template: {image: a, resources: {limits: {cpu: 9m}}} | spec.template.resources.limits.cpu | expected a quantity from 10m to 10000
          template: {image: a, resources: {limits: {cpu: 10001}}} | spec.template.resources.limits.cpu | expected a quantity from 10m to 10000
          template: {image: a, resources: {limits: {memory: 6291455}}} | spec.template.resources.limits.memory | expected a quantity from 6Mi to 1Pi
          template: {image: a, resources: {limits: {memory: 2Pi}}} | spec.template.resources.limits.memory | expected a quantity from 6Mi to 1Pi
          template: {image: a, resources: {requests: {cpu: -1n}}} | spec.template.resources.requests.cpu | expected a quantity from 0 to 10000
          template: {image: a, resources: {requests: {memory: 2Pi}}} | spec.template.resources.requests.memory | expected a quantity from 0 to 1Pi
          template: {image: a, resources: {limits: {cpu: 1}, requests: {cpu: 1001m}}} | spec.template.resources.requests.cpu | expected at most limits.cpu
          template: {image: a, resources: {limits: {memory: 1Gi}, requests: {memory: 2G}}} | spec.template.resources.requests.memory | expected at most limits.memory
          template: {image: a, mounts: [{source: data}]} | spec.template.mounts[0].target | Required value
          template: {image: a, mounts: [{source: data, target: data}]} | spec.template.mounts[0].target | expected an absolute path such as /var/data
          template: {image: a, mounts: [{source: data, target: /}]} | spec.template.mounts[0].target | expected an absolute path such as /var/data
          template: {image: a, mounts: [{source: data, target: /a/../b}]} | spec.template.mounts[0].target | expected an absolute path such as /var/data
          template: {image: a, mounts: [{target: /a}]} | spec.template.mounts[0].source | expected a volume's name such as data (a path takes type: bind)
          template: {image: a, mounts: [{source: /srv, target: /a}]} | spec.template.mounts[0].source | expected a volume's name such as data (a path takes type: bind)
          template: {image: a, mounts: [{type: bind, source: ./a, target: /a}]} | spec.template.mounts[0].source | expected an absolute path such as /srv/data
          template: {image: a, mounts: [{type: bind, source: "/d/$(PORT)", target: /a}]} | spec.template.mounts[0].source | expected an absolute path such as /srv/data
          template: {image: a, mounts: [{type: tmpfs, source: a, target: /a}]} | spec.template.mounts[0].source | expected nothing (a tmpfs has no source)
          template: {image: a, mounts: [{source: d1, target: /a}, {source: d2, target: /a}]} | spec.template.mounts[1] | Duplicate value: {"target":"/a"}
          template: {image: a, mounts: [{type: npipe, target: /a}]} | spec.template.mounts[0].type | supported values: "bind", "tmpfs", "volume"
          service: {type: Ingress}    | spec.service.type | supported values: "ClusterIP", "LoadBalancer", "NodePort"
          routing: {algorithm: ring}  | spec.routing.algorithm | supported values: "Classic", "Maglev", "Rendezvous", "Ring"
          routing: {algorithm: Classic, probing: Cubic} | spec.routing.probing | supported values: "Linear", "Quadratic"
          routing: {probing: Linear}  | spec.routing.probing | expected nothing (only algorithm Classic probes)
          routing: {algorithm: Classic}, replicas: 57 | spec.replicas | expected at most 56 with algorithm Classic
          routing: {hosts: ["a.example:80"]} | spec.routing.hosts | expected names of hosts without port
          routing: {hosts: [a.example, A.Example]} | spec.routing.hosts | expected no host twice
          routing: {weights: {"a b": 1}} | spec.routing.weights | expected ordinals from 0 to 1063 as keys
          routing: {keys: [{}]}       | spec.routing.keys[0] | expected exactly one of header, cookie, query, path, clientAddress, random
          routing: {keys: [{random: ~}]} | spec.routing.keys[0] | expected exactly one of header, cookie, query, path, clientAddress, random
          routing: {keys: [{header: A}, {query: b, random: {}}]} | spec.routing.keys[1] | expected exactly one of header, cookie, query, path, clientAddress, random
          routing: {keys: [{header: "X User"}]} | spec.routing.keys[0].header | expected a header's name, such as X-User-Id
          routing: {keys: [{cookie: {name: "a=b"}}]} | spec.routing.keys[0].cookie.name | expected a cookie's name
          routing: {keys: [{cookie: {}}]} | spec.routing.keys[0].cookie.name | Required value
          routing: {keys: [{query: "a&b"}]} | spec.routing.keys[0].query | expected a query parameter's name
          routing: {keys: [{path: {}}]} | spec.routing.keys[0].path.regex | Required value
          routing: {timeouts: {connect: 0s}} | spec.routing.timeouts.connect | expected a duration from 1ms to 24h, such as 1s or 500ms
          routing: {timeouts: {response: 25h}} | spec.routing.timeouts.response | expected a duration from 1ms to 24h
          routing: {timeouts: {idle: "30"}} | spec.routing.timeouts.idle | expected a duration from 1ms to 24h
          health: {path: heartbeat}   | spec.health.path | expected a path such as /health
          health: {interval: 0s}      | spec.health.interval | expected a duration from 1ms to 24h
          health: {timeout: 999us}    | spec.health.timeout | expected a duration from 1ms to 24h
          drain: {grace: 24h1ms}      | spec.drain.grace | expected a duration from 0s to 24h, such as 1s or 500ms
          drain: {deadline: "-1s"}    | spec.drain.deadline | expected a duration from 0s to 24h
          rollout: {minReady: fast}   | spec.rollout.minReady | expected a duration from 0s to 24h
          rollout: {progressDeadline: 0s} | spec.rollout.progressDeadline | expected a duration from 1ms to 24h
          rollout: {maxSurge: 0}      | spec.rollout | expected maxSurge or maxUnavailable above 0
          rollout: {maxUnavailable: 0}, volumeClaimTemplates: [{}] | spec.rollout | expected maxSurge or maxUnavailable above 0
          rollout: {maxSurge: 1}, volumeClaimTemplates: [{}] | spec.rollout.maxSurge | expected 0 with volumeClaimTemplates
          warmUp: {duration: 10s}     | spec.warmUp.duration | expected 0s (warm-up is not available in this version)
          replica: 3                  | unknown field "spec.replica" | strict decoding error
          """)
  void rule_broken_saysWhereAndWhat(String fields, String where, String expected) {
    assertThat(admission.refusal(Admission.tree(fields))).contains(where, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          replicas: %s                                       | 0 | 1000
          reserveOrdinals: [%s]                              | 0 | 1063
          template: {image: a, port: %s}                     | 1 | 65535
          service: {port: %s}                                | 1 | 65535
          routing: {virtualNodes: %s}                        | 1 | 4096
          routing: {weights: {"0": %s}}                      | 1 | 100
          routing: {keys: [{clientAddress: {ipv6Prefix: %s}}]} | 1 | 128
          routing: {boundedLoad: {minimum: %s}}              | 1 | 10000
          routing: {retries: {attempts: %s}}                 | 0 | 10
          routing: {retries: {budgetPercent: %s}}            | 0 | 100
          health: {unhealthyAfter: %s}                       | 1 | 100
          health: {healthyAfter: %s}                         | 1 | 100
          rollout: {maxSurge: %s, maxUnavailable: 1}         | 0 | 1000
          rollout: {maxUnavailable: %s}                      | 0 | 1000
          rollout: {partition: %s}                           | 0 | 1064
          """)
  void integer_outsideItsBounds_isRefused(String fields, long least, long most) {
    assertThat(admission.refusal(Admission.tree(fields.formatted(least)))).isEmpty();
    assertThat(admission.refusal(Admission.tree(fields.formatted(most)))).isEmpty();
    assertThat(admission.refusal(Admission.tree(fields.formatted(least - 1))))
        .contains("should be greater than or equal to " + least);
    assertThat(admission.refusal(Admission.tree(fields.formatted(most + 1))))
        .contains("should be less than or equal to " + most);
    assertThat(admission.refusal(Admission.tree(fields.formatted("\"" + most + "\""))))
        .contains("must be of type integer");
  }

  @Test
  void loadFactor_isAboveOneAndAtMostAHundred() {
    String fields = "routing: {boundedLoad: {factor: %s}}";
    assertThat(admission.refusal(Admission.tree(fields.formatted("1.001")))).isEmpty();
    assertThat(admission.refusal(Admission.tree(fields.formatted("100")))).isEmpty();
    assertThat(admission.refusal(Admission.tree(fields.formatted("1"))))
        .contains("spec.routing.boundedLoad.factor", "should be greater than 1");
    assertThat(admission.refusal(Admission.tree(fields.formatted("100.5"))))
        .contains("spec.routing.boundedLoad.factor", "should be less than or equal to 100");
  }

  static Stream<Arguments> sizes() {
    return Stream.of(
        Arguments.of(64, "spec.reserveOrdinals", "reserveOrdinals: [%s]", "%d"),
        Arguments.of(256, "spec.hostnames", "hostnames: {%s}", "'%1$d': s%1$d"),
        Arguments.of(16, "spec.volumeClaimTemplates", "volumeClaimTemplates: [%s]", "{a: %d}"),
        Arguments.of(64, "spec.routing.hosts", "routing: {hosts: [%s]}", "h%d"),
        Arguments.of(32, "spec.routing.keys", "routing: {keys: [%s]}", "{header: h%d}"),
        Arguments.of(
            100,
            "spec.template.mounts",
            "template: {image: a, mounts: [%s]}",
            "{type: tmpfs, target: /t%d}"),
        Arguments.of(1000, "spec.template.env", "template: {image: a, env: [%s]}", "{name: e%d}"),
        Arguments.of(1000, "spec.template.command", "template: {image: a, command: [%s]}", "w%d"));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void collection_beyondItsSize_isRefused(int most, String where, String fields, String item) {
    assertThat(admission.refusal(Admission.tree(fields.formatted(items(most, item))))).isEmpty();
    assertThat(admission.refusal(Admission.tree(fields.formatted(items(most + 1, item)))))
        .contains(where + ": Too many: " + (most + 1) + ": must have at most " + most);
  }

  private static String items(int count, String item) {
    return IntStream.range(0, count).mapToObj(item::formatted).collect(Collectors.joining(", "));
  }

  static Stream<Arguments> lengths() {
    return Stream.of(
        Arguments.of(253, "spec.hostnames.0", "hostnames: {'0': %s}"),
        Arguments.of(512, "spec.template.image", "template: {image: %s}"),
        Arguments.of(253, "spec.template.env[0].name", "template: {image: a, env: [{name: %s}]}"),
        Arguments.of(256, "spec.routing.keys[0].header", "routing: {keys: [{header: %s}]}"),
        Arguments.of(
            256, "spec.routing.keys[0].cookie.name", "routing: {keys: [{cookie: {name: %s}}]}"),
        Arguments.of(256, "spec.routing.keys[0].query", "routing: {keys: [{query: %s}]}"),
        Arguments.of(
            1000, "spec.routing.keys[0].path.regex", "routing: {keys: [{path: {regex: %s}}]}"),
        Arguments.of(63, "spec.routing.hosts", "routing: {hosts: [%s]}"),
        Arguments.of(
            255,
            "spec.template.mounts[0].source",
            "template: {image: a, mounts: [{source: %s, target: /a}]}"),
        Arguments.of(63, "metadata.name", "metadata: {name: %s}\nspec: {template: {image: a}}"));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void text_beyondItsLength_isRefused(int most, String where, String fields) {
    assertThat(admission.refusal(lettered(fields, most))).isEmpty();
    assertThat(admission.refusal(lettered(fields, most + 1))).contains(where);
  }

  private static Object lettered(String fields, int letters) {
    String text = fields.formatted("a".repeat(letters));
    return fields.startsWith("metadata") ? Admission.treeOf(text) : Admission.tree(text);
  }

  @ParameterizedTest
  @CsvSource({"1a", "a.b", "a-"})
  void name_thatNoServiceCanBear_isRefused(String name) {
    assertThat(
            admission.refusal(
                Admission.treeOf("metadata: {name: " + name + "}\nspec: {template: {image: a}}")))
        .contains(
            "metadata.name: expected at most 63 lower-case letters, digits and dashes, a letter"
                + " first");
  }

  @Test
  void specOrTemplate_missing_isRefused() {
    assertThat(admission.refusal(Admission.treeOf("metadata: {name: web}")))
        .contains("spec: Required value");
    assertThat(admission.refusal(Admission.treeOf("metadata: {name: web}\nspec: {replicas: 1}")))
        .contains("spec.template: Required value");
  }
}

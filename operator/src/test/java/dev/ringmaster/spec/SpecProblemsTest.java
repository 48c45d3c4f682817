package dev.ringmaster.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every rule, by a manifest that breaks it and the words that its author gets. */
class SpecProblemsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          replicas: -1           | spec.replicas: got -1, expected an integer from 0 to 1000
          replicas: 1001         | spec.replicas: got 1001, expected an integer from 0 to 1000
          replicas: "3"          | spec.replicas: got "3", expected an integer from 0 to 1000
          replicas: 1.5          | spec.replicas: got 1.5, expected an integer from 0 to 1000
          replicas: 4294967297   | spec.replicas: got 4294967297, expected an integer from 0 to 1000
          replicas: 99999999999999999999 | spec.replicas: got 99999999999999999999, expected an integer from 0 to 1000
          replicas: true         | spec.replicas: got true, expected an integer from 0 to 1000
          replicas: {}           | spec.replicas: got an empty mapping, expected an integer from 0 to 1000
          reserveOrdinals: 1     | spec.reserveOrdinals: got 1, expected a list
          reserveOrdinals: [1064] | spec.reserveOrdinals[0]: got 1064, expected an integer from 0 to 1063
          reserveOrdinals: [0, 1, 0] | spec.reserveOrdinals[2]: got 0, expected a value that is not in the list already
          reserveOrdinals: [~]   | spec.reserveOrdinals[0]: got nothing, expected an integer from 0 to 1063
          hostnames: [s1]        | spec.hostnames: got a list, expected a mapping
          hostnames: {one: s1}   | spec.hostnames.one: got "one", expected an ordinal from 0 to 1063 as the key
          hostnames: {"01": s1}  | spec.hostnames.01: got "01", expected an ordinal from 0 to 1063 as the key
          hostnames: {"1064": s1} | spec.hostnames.1064: got "1064", expected an ordinal from 0 to 1063 as the key
          hostnames: {"-1": s1}  | spec.hostnames.-1: got "-1", expected an ordinal from 0 to 1063 as the key
          hostnames: {"0": " "}  | spec.hostnames.0: got " ", expected a name of 1 to 253 characters on one line
          hostnames: {"0": "a\\nb"} | spec.hostnames.0: got "a\\u000ab", expected a name of 1 to 253 characters on one line
          hostnames: {"0": 5}    | spec.hostnames.0: got 5, expected a name of 1 to 253 characters on one line
          hostnames: {"0": ~}    | spec.hostnames.0: got nothing, expected a name of 1 to 253 characters on one line
          hostnames: {"0": a, "1": a} | spec.hostnames.1: got "a", expected a name that no other ordinal has
          service: {port: 0}     | spec.service.port: got 0, expected an integer from 1 to 65535
          service: {type: Ingress} | spec.service.type: got "Ingress", expected ClusterIP, NodePort or LoadBalancer
          service: {annotations: {a: 1}} | spec.service.annotations.a: got 1, expected a string (numbers in quotes)
          service: {prot: 80}    | spec.service.prot: got an unknown field, expected a known one (did you mean port?)
          volumeClaimTemplates: {} | spec.volumeClaimTemplates: got an empty mapping, expected a list
          volumeClaimTemplates: [5] | spec.volumeClaimTemplates[0]: got 5, expected a mapping
          """)
  void read_badPool_saysWhereAndWhat(String fields, String problem) {
    assertThat(Manifests.problems(Manifests.readSpec(fields))).containsExactly(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          template: ~            | spec.template: got nothing, expected at least one of image, command, addresses
          template: {}           | spec.template: got an empty mapping, expected at least one of image, command, addresses
          template: {image: ""}  | spec.template: got a mapping, expected at least one of image, command, addresses
          template: {port: 80, zzzzzz: 1, command: []} | spec.template: got a mapping, expected at least one of image, command, addresses && spec.template.zzzzzz: got an unknown field, expected one of image, command, addresses, port, env, resources, mounts, podTemplate
          template: run          | spec.template: got "run", expected a mapping
          template: {image: 5}   | spec.template.image: got 5, expected an image's name without spaces
          template: {image: "a b"} | spec.template.image: got "a b", expected an image's name without spaces
          template: {command: run} | spec.template.command: got "run", expected a list
          template: {command: [sleep, 5]} | spec.template.command[1]: got 5, expected a string
          template: {command: ["", a]} | spec.template.command[0]: got "", expected a string
          template: {command: [a, "b\\0"]} | spec.template.command[1]: got "b\\u0000", expected a string
          template: {image: a, port: 65536} | spec.template.port: got 65536, expected an integer from 1 to 65535
          template: {image: a, env: {A: b}} | spec.template.env: got a mapping, expected a list
          template: {image: a, env: [A]} | spec.template.env[0]: got "A", expected a mapping
          template: {image: a, env: [{value: a}]} | spec.template.env[0].name: got nothing, expected a name such as LOG_LEVEL
          template: {image: a, env: [{name: 1A}]} | spec.template.env[0].name: got "1A", expected a name such as LOG_LEVEL
          template: {image: a, env: [{name: A, value: 1}]} | spec.template.env[0].value: got 1, expected a string (numbers in quotes)
          template: {image: a, env: [{name: A}, {name: A}]} | spec.template.env[1].name: got "A", expected a name that is not in the list already
          template: {image: a, env: [{name: PORT}]} | spec.template.env[0].name: got "PORT", expected another name (Ringmaster sets this one)
          template: {image: a, env: [{name: SERVER_ID}]} | spec.template.env[0].name: got "SERVER_ID", expected another name (Ringmaster sets this one)
          template: {image: a, env: [{name: REPLICA_ORDINAL}]} | spec.template.env[0].name: got "REPLICA_ORDINAL", expected another name (Ringmaster sets this one)
          template: {image: a, env: [{name: A, valueFrom: {x: y}}]} | spec.template.env[0].valueFrom: got a mapping, expected nothing (not available in this version)
          template: {image: a, env: [{name: A, vale: b}]} | spec.template.env[0].vale: got an unknown field, expected a known one (did you mean value?)
          template: {image: a, resources: []} | spec.template.resources: got an empty list, expected a mapping
          template: {image: a, podTemplate: x} | spec.template.podTemplate: got "x", expected a mapping
          template: {addresses: ["a:1"], image: b} | spec.template.addresses: got a list, expected nothing beside image or command
          template: {addresses: ["a:1"], resources: {limits: {cpu: 1}}} | spec.template.resources: got a mapping, expected nothing beside addresses
          template: {addresses: ["a:1"], mounts: [{type: tmpfs, target: /a}]} | spec.template.mounts: got a list, expected nothing beside addresses
          template: {addresses: ["a:1"], command: [b]} | spec.template.addresses: got a list, expected nothing beside image or command
          template: {addresses: "a:1"} | spec.template.addresses: got "a:1", expected a list
          template: {addresses: [a]} | spec.template.addresses[0]: got "a", expected host:port
          template: {addresses: ["a:0"]} | spec.template.addresses[0]: got "a:0", expected host:port
          template: {addresses: ["a:65536"]} | spec.template.addresses[0]: got "a:65536", expected host:port
          template: {addresses: ["http://a:80"]} | spec.template.addresses[0]: got "http://a:80", expected host:port
          template: {addresses: ["a..b:80"]} | spec.template.addresses[0]: got "a..b:80", expected host:port
          template: {addresses: ["-a:80"]} | spec.template.addresses[0]: got "-a:80", expected host:port
          template: {addresses: ["::1:80"]} | spec.template.addresses[0]: got "::1:80", expected host:port
          template: {addresses: ["[1]:80"]} | spec.template.addresses[0]: got "[1]:80", expected host:port
          template: {addresses: ["[:::1]:80"]} | spec.template.addresses[0]: got "[:::1]:80", expected host:port
          template: {addresses: ["127.0.0.256:80"]} | spec.template.addresses[0]: got "127.0.0.256:80", expected host:port
          template: {addresses: ["127.0.0:80"]} | spec.template.addresses[0]: got "127.0.0:80", expected host:port
          template: {addresses: ["a:1", "A:1"]} | spec.template.addresses[1]: got "A:1", expected a value that is not in the list already
          template: {addresses: ["a:1", "a:2"]}, replicas: 3 | spec.replicas: got 3, expected 2, the number of template.addresses, or nothing
          template: {addresses: ["a:1"]}, reserveOrdinals: [5] | spec.reserveOrdinals: got a list, expected nothing beside template.addresses
          """)
  void read_badTemplate_saysWhereAndWhat(String fields, String problems) {
    assertThat(Manifests.problems(Manifests.readSpec(fields)))
        .containsExactly(problems.split(" && ", -1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          hosts: a.example       | hosts: got "a.example", expected a list
          hosts: ["a.example:80"] | hosts[0]: got "a.example:80", expected a host's name without port
          hosts: [""]            | hosts[0]: got "", expected a host's name without port
          hosts: [a..b]          | hosts[0]: got "a..b", expected a host's name without port
          hosts: ["*.a"]         | hosts[0]: got "*.a", expected a host's name without port
          hosts: [a.example, A.Example] | hosts[1]: got "A.Example", expected a value that is not in the list already
          algorithm: Maglev, probing: Linear | probing: got "Linear", expected nothing (only algorithm Classic probes)
          algorithm: Rendezvous, probing: Linear | probing: got "Linear", expected nothing (only algorithm Classic probes)
          algorithm: ring        | algorithm: got "ring", expected Ring, Maglev, Rendezvous or Classic
          algorithm: 1, probing: Linear | algorithm: got 1, expected Ring, Maglev, Rendezvous or Classic
          probing: Linear        | probing: got "Linear", expected nothing (only algorithm Classic probes)
          algorithm: Ring, probing: Quadratic | probing: got "Quadratic", expected nothing (only algorithm Classic probes)
          algorithm: Classic, probing: Cubic | probing: got "Cubic", expected Linear or Quadratic
          virtualNodes: 0        | virtualNodes: got 0, expected an integer from 1 to 4096
          virtualNodes: 4097     | virtualNodes: got 4097, expected an integer from 1 to 4096
          virtualnodes: 1        | virtualnodes: got an unknown field, expected a known one (did you mean virtualNodes?)
          seed: 9223372036854775808 | seed: got 9223372036854775808, expected a 64-bit integer
          seed: "1"              | seed: got "1", expected a 64-bit integer
          weights: {"0": 0}      | weights.0: got 0, expected an integer from 1 to 100
          weights: {"0": 101}    | weights.0: got 101, expected an integer from 1 to 100
          weights: {"a b": 1}    | weights["a b"]: got "a b", expected an ordinal from 0 to 1063 as the key
          keys: {header: A}      | keys: got a mapping, expected a list
          keys: [random]         | keys[0]: got "random", expected a mapping
          keys: [{}]             | keys[0]: got an empty mapping, expected exactly one of header, cookie, query, path, clientAddress, random
          keys: [{header: A, query: b}] | keys[0]: got a mapping, expected exactly one of header, cookie, query, path, clientAddress, random
          keys: [{random: ~}]    | keys[0]: got a mapping, expected exactly one of header, cookie, query, path, clientAddress, random
          keys: [{headr: A}]     | keys[0].headr: got an unknown field, expected a known one (did you mean header?)
          keys: [{random: {}}, {headers: A}] | keys[1].headers: got an unknown field, expected a known one (did you mean header?)
          keys: [{header: "X User"}] | keys[0].header: got "X User", expected a header's name
          keys: [{header: ""}]   | keys[0].header: got "", expected a header's name
          keys: [{header: {name: A}}] | keys[0].header: got a mapping, expected a header's name
          keys: [{cookie: "a=b"}] | keys[0].cookie: got "a=b", expected a cookie's name
          keys: [{cookie: {}}]   | keys[0].cookie.name: got nothing, expected a cookie's name
          keys: [{cookie: {name: a, ttl: 1h}}] | keys[0].cookie.ttl: got "1h", expected nothing (not available in this version)
          keys: [{cookie: {name: a, nam: 1h}}] | keys[0].cookie.nam: got an unknown field, expected a known one (did you mean name?)
          keys: [{query: "a&b"}] | keys[0].query: got "a&b", expected a query parameter's name
          keys: [{path: /a}]     | keys[0].path: got "/a", expected a mapping
          keys: [{path: {}}]     | keys[0].path.regex: got nothing, expected a regular expression of at most 1000 characters
          keys: [{path: {regex: "("}}] | keys[0].path.regex: got "(", expected a regular expression (Unclosed group at 1)
          keys: [{path: {regex: a, flags: i}}] | keys[0].path.flags: got an unknown field, expected one of regex
          keys: [{clientAddress: {ipv6Prefix: 129}}] | keys[0].clientAddress.ipv6Prefix: got 129, expected an integer from 1 to 128
          keys: [{clientAddress: {ipv6Prefix: 0}}] | keys[0].clientAddress.ipv6Prefix: got 0, expected an integer from 1 to 128
          keys: [{clientAddress: 64}] | keys[0].clientAddress: got 64, expected a mapping
          keys: [{clientAddress: {prefix: 64}}] | keys[0].clientAddress.prefix: got an unknown field, expected one of ipv6Prefix
          keys: [{random: true}] | keys[0].random: got true, expected a mapping
          keys: [{random: {seed: 1}}] | keys[0].random.seed: got an unknown field, expected none
          keys: [{jsonBody: {pointer: /a}}] | keys[0].jsonBody: got a mapping, expected nothing (not available in this version)
          boundedLoad: 1.25      | boundedLoad: got 1.25, expected a mapping
          boundedLoad: {factor: 1} | boundedLoad.factor: got 1, expected a number above 1, at most 100
          boundedLoad: {factor: 100.5} | boundedLoad.factor: got 100.5, expected a number above 1, at most 100
          boundedLoad: {factor: .nan} | boundedLoad.factor: got NaN, expected a number above 1, at most 100
          boundedLoad: {factor: "2"} | boundedLoad.factor: got "2", expected a number above 1, at most 100
          boundedLoad: {minimum: 0} | boundedLoad.minimum: got 0, expected an integer from 1 to 10000
          boundedLoad: {minimum: 10001} | boundedLoad.minimum: got 10001, expected an integer from 1 to 10000
          boundedLoad: {faktor: 2} | boundedLoad.faktor: got an unknown field, expected a known one (did you mean factor?)
          retries: {attempts: 11} | retries.attempts: got 11, expected an integer from 0 to 10
          retries: {attempts: -1} | retries.attempts: got -1, expected an integer from 0 to 10
          retries: {budgetPercent: 101} | retries.budgetPercent: got 101, expected an integer from 0 to 100
          retries: {attempt: 1}  | retries.attempt: got an unknown field, expected a known one (did you mean attempts?)
          timeouts: {connect: 0s} | timeouts.connect: got "0s", expected a duration from 1ms to 24h
          timeouts: {response: 30} | timeouts.response: got 30, expected a duration such as 1s or 500ms
          timeouts: {idle: 25h}  | timeouts.idle: got "25h", expected a duration from 1ms to 24h
          timeouts: {idle: 0s}   | timeouts.idle: got "0s", expected a duration from 1ms to 24h
          timeouts: {response: 0s} | timeouts.response: got "0s", expected a duration from 1ms to 24h
          timeouts: {read: 1s}   | timeouts.read: got an unknown field, expected one of connect, response, idle
          classic: "yes"         | classic: got "yes", expected true or false
          limits: {requests: 5}  | limits: got a mapping, expected nothing (not available in this version)
          trustedProxies: [10.0.0.0/8] | trustedProxies: got a list, expected nothing (not available in this version)
          tls: {secret: a}       | tls: got a mapping, expected nothing (not available in this version)
          accessLog: true        | accessLog: got true, expected nothing (not available in this version)
          hotKeys: {top: 5}      | hotKeys: got a mapping, expected nothing (not available in this version)
          """)
  void read_badRouting_saysWhereAndWhat(String fields, String problem) {
    assertThat(Manifests.problems(Manifests.readSpec("routing: {" + fields + "}")))
        .containsExactly("spec.routing." + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          health: {path: heartbeat} | spec.health.path: got "heartbeat", expected a path such as /health
          health: {path: "/a b"} | spec.health.path: got "/a b", expected a path such as /health
          health: {path: "/a\\r\\nX: y"} | spec.health.path: got "/a\\u000d\\u000aX: y", expected a path such as /health
          health: {interval: 0s} | spec.health.interval: got "0s", expected a duration from 1ms to 24h
          health: {timeout: 0s}  | spec.health.timeout: got "0s", expected a duration from 1ms to 24h
          health: {unhealthyAfter: 0} | spec.health.unhealthyAfter: got 0, expected an integer from 1 to 100
          health: {unhealthyAfter: 101} | spec.health.unhealthyAfter: got 101, expected an integer from 1 to 100
          health: {healthyAfter: 0} | spec.health.healthyAfter: got 0, expected an integer from 1 to 100
          health: {healthyAfter: 101} | spec.health.healthyAfter: got 101, expected an integer from 1 to 100
          health: {paths: /}     | spec.health.paths: got an unknown field, expected a known one (did you mean path?)
          drain: {grace: 5}      | spec.drain.grace: got 5, expected a duration such as 1s or 500ms
          drain: {grace: 24h1ms} | spec.drain.grace: got "24h1ms", expected a duration from 0s to 24h
          drain: {deadline: "-1s"} | spec.drain.deadline: got "-1s", expected a duration such as 1s or 500ms
          drain: {dead: 1s}      | spec.drain.dead: got an unknown field, expected one of grace, deadline
          rollout: {maxSurge: -1} | spec.rollout.maxSurge: got -1, expected an integer from 0 to 1000
          rollout: {maxSurge: 25%} | spec.rollout.maxSurge: got "25%", expected an integer from 0 to 1000
          rollout: {maxUnavailable: 1001} | spec.rollout.maxUnavailable: got 1001, expected an integer from 0 to 1000
          rollout: {maxSurge: 0} | spec.rollout: got a mapping, expected maxSurge or maxUnavailable above 0
          rollout: {maxSurge: 0, maxUnavailable: -1} | spec.rollout.maxUnavailable: got -1, expected an integer from 0 to 1000
          rollout: {maxUnavailable: 0}, volumeClaimTemplates: [{}] | spec.rollout: got a mapping, expected maxSurge or maxUnavailable above 0
          rollout: {maxSurge: 1}, volumeClaimTemplates: [{}] | spec.rollout.maxSurge: got 1, expected 0 with volumeClaimTemplates
          rollout: {minReady: 1} | spec.rollout.minReady: got 1, expected a duration such as 1s or 500ms
          rollout: {paused: 1}   | spec.rollout.paused: got 1, expected true or false
          rollout: {partition: -1} | spec.rollout.partition: got -1, expected an integer from 0 to 1064
          rollout: {progressDeadline: 0s} | spec.rollout.progressDeadline: got "0s", expected a duration from 1ms to 24h
          rollout: {restartedAt: 5} | spec.rollout.restartedAt: got 5, expected a string
          rollout: {maxSurges: 5} | spec.rollout.maxSurges: got an unknown field, expected a known one (did you mean maxSurge?)
          warmUp: {duration: 10s} | spec.warmUp.duration: got "10s", expected 0s (warm-up is not available in this version)
          warmUp: {duration: 0}  | spec.warmUp.duration: got 0, expected a duration such as 1s or 500ms
          warmUp: {time: 0s}     | spec.warmUp.time: got an unknown field, expected one of duration
          """)
  void read_badPolicies_saysWhereAndWhat(String fields, String problem) {
    assertThat(Manifests.problems(Manifests.readSpec(fields))).containsExactly(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          metadata: {name: Web}  | metadata.name: got "Web", expected a name of at most 63 lower-case letters, digits and dashes
          metadata: {name: a.b}  | metadata.name: got "a.b", expected a name of at most 63 lower-case letters, digits and dashes
          metadata: {name: -a}   | metadata.name: got "-a", expected a name of at most 63 lower-case letters, digits and dashes
          metadata: {}           | metadata.name: got nothing, expected a name of at most 63 lower-case letters, digits and dashes
          metadata: ~            | metadata.name: got nothing, expected a name of at most 63 lower-case letters, digits and dashes
          metadata: web          | metadata: got "web", expected a mapping
          metadata: {name: a, namespace: A} | metadata.namespace: got "A", expected a name of at most 63 lower-case letters, digits and dashes
          metadata: {name: a, nmespace: b} | metadata.nmespace: got an unknown field, expected a known one (did you mean namespace?)
          metadata: {name: a, labels: {v: 1}} | metadata.labels.v: got 1, expected a string (numbers in quotes)
          metadata: {name: a, annotations: [b]} | metadata.annotations: got a list, expected a mapping
          """)
  void read_badMetadata_saysWhereAndWhat(String metadata, String problem) {
    assertThat(Manifests.problems(Manifests.read(metadata + "\nspec: {template: {image: a}}")))
        .containsExactly(problem);
  }
}

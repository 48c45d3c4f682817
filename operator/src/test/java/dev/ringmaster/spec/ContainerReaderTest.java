package dev.ringmaster.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.pool.Mount;
import dev.ringmaster.pool.Resources;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          {}                                                             | - | - | - | -
          {limits: ~, requests: {}}                                      | - | - | - | -
          {limits: {cpu: 500m, memory: 256Mi}}                           | 500 | 268435456 | - | -
          {requests: {cpu: 0, memory: 1}}                                | - | - | 0 | 1
          {limits: {cpu: 2}, requests: {cpu: "1.5", memory: 1e9}}        | 2000 | - | 1500 | 1000000000
          {limits: {cpu: 0.3, memory: 1.0e+9}, requests: {cpu: 300m}}    | 300 | 1000000000 | 300 | -
          {limits: {cpu: 0.0100001, memory: 6291456001m}}                | 11 | 6291457 | - | -
          {limits: {cpu: 10m, memory: 6Mi}, requests: {memory: 6291456}} | 10 | 6291456 | - | 6291456
          {limits: {cpu: 10k, memory: 1Pi}, requests: {cpu: 10E3}}       | 10000000 | 1125899906842624 | 10000000 | -
          """)
  void read_resources_areKeptRoundedUp(
      String resources,
      @Nullable Long cpu,
      @Nullable Long memory,
      @Nullable Long cpuRequest,
      @Nullable Long memoryRequest) {
    assertThat(
            Manifests.model("template: {image: a, resources: " + resources + "}")
                .template()
                .resources())
        .isEqualTo(new Resources(amounts(cpu, memory), amounts(cpuRequest, memoryRequest)));
  }

  @Test
  void read_mounts_areKept() {
    assertThat(
            Manifests.model(
                    "template: {image: a, mounts: [{source: data-$(REPLICA_ORDINAL), target: /a/},"
                        + " {type: volume, source: v1, target: /a/b c, readOnly: true},"
                        + " {type: bind, source: '/srv/$(REPLICA_ORDINAL)/.x..', target: /..c},"
                        + " {type: bind, source: /, target: /host, readOnly: false},"
                        + " {type: tmpfs, target: /tmp, source: ''}]}")
                .template()
                .mounts())
        .containsExactly(
            new Mount(Mount.Type.VOLUME, "data-$(REPLICA_ORDINAL)", "/a", false),
            new Mount(Mount.Type.VOLUME, "v1", "/a/b c", true),
            new Mount(Mount.Type.BIND, "/srv/$(REPLICA_ORDINAL)/.x..", "/..c", false),
            new Mount(Mount.Type.BIND, "/", "/host", false),
            new Mount(Mount.Type.TMPFS, "", "/tmp", false));
  }

  @Test
  void read_moreMountsThanAllowed_isOneProblem() {
    assertThat(Manifests.problems(mounts(100))).isEmpty();
    assertThat(Manifests.problems(mounts(101)))
        .containsExactly("spec.template.mounts: got a list, expected at most 100 mounts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          resources: {limit: {}} | resources.limit: got an unknown field, expected a known one (did you mean limits?)
          resources: {claims: []} | resources.claims: got an unknown field, expected one of limits, requests
          resources: {limits: 1} | resources.limits: got 1, expected a mapping
          resources: {limits: {nvidia.com/gpu: 1}} | resources.limits["nvidia.com/gpu"]: got an unknown field, expected one of cpu, memory
          resources: {requests: {ephemeral-storage: 1Gi}} | resources.requests.ephemeral-storage: got an unknown field, expected one of cpu, memory
          resources: {limits: {cpu: a}} | resources.limits.cpu: got "a", expected a quantity such as 500m or 2
          resources: {limits: {cpu: true}} | resources.limits.cpu: got true, expected a quantity such as 500m or 2
          resources: {limits: {cpu: 9m}} | resources.limits.cpu: got "9m", expected a quantity from 10m to 10000
          resources: {limits: {cpu: 0}} | resources.limits.cpu: got 0, expected a quantity from 10m to 10000
          resources: {limits: {cpu: 10000.1}} | resources.limits.cpu: got 10000.1, expected a quantity from 10m to 10000
          resources: {limits: {cpu: -1}} | resources.limits.cpu: got -1, expected a quantity from 10m to 10000
          resources: {requests: {cpu: -1n}} | resources.requests.cpu: got "-1n", expected a quantity from 0 to 10000
          resources: {limits: {memory: 256MB}} | resources.limits.memory: got "256MB", expected a quantity such as 256Mi or 1G
          resources: {limits: {memory: 512m}} | resources.limits.memory: got "512m", expected a quantity from 6Mi to 1Pi
          resources: {limits: {memory: 6291455}} | resources.limits.memory: got 6291455, expected a quantity from 6Mi to 1Pi
          resources: {limits: {memory: "1e999"}} | resources.limits.memory: got "1e999", expected a quantity from 6Mi to 1Pi
          resources: {requests: {memory: 1125899906842625}} | resources.requests.memory: got 1125899906842625, expected a quantity from 0 to 1Pi
          resources: {limits: {memory: .nan}} | resources.limits.memory: got NaN, expected a quantity such as 256Mi or 1G
          resources: {limits: {cpu: 1}, requests: {cpu: 1001m}} | resources.requests.cpu: got "1001m", expected at most limits.cpu
          resources: {limits: {memory: 1Gi}, requests: {memory: 2G}} | resources.requests.memory: got "2G", expected at most limits.memory
          mounts: {} | mounts: got an empty mapping, expected a list
          mounts: [data] | mounts[0]: got "data", expected a mapping
          mounts: [{source: data}] | mounts[0].target: got nothing, expected an absolute path such as /var/data
          mounts: [{source: data, target: data}] | mounts[0].target: got "data", expected an absolute path such as /var/data
          mounts: [{source: data, target: /}] | mounts[0].target: got "/", expected an absolute path such as /var/data
          mounts: [{source: data, target: //}] | mounts[0].target: got "//", expected an absolute path such as /var/data
          mounts: [{source: data, target: /a/../b}] | mounts[0].target: got "/a/../b", expected an absolute path such as /var/data
          mounts: [{source: data, target: /a/.}] | mounts[0].target: got "/a/.", expected an absolute path such as /var/data
          mounts: [{source: data, target: "/a\\nb"}] | mounts[0].target: got "/a\\u000ab", expected an absolute path such as /var/data
          mounts: [{source: data, target: "/$(REPLICA_ORDINAL)"}] | mounts[0].target: got "/$(REPLICA_ORDINAL)", expected an absolute path such as /var/data
          mounts: [{target: /a}] | mounts[0].source: got nothing, expected a volume's name such as data (a path takes type: bind)
          mounts: [{source: /srv, target: /a}] | mounts[0].source: got "/srv", expected a volume's name such as data (a path takes type: bind)
          mounts: [{source: a, target: /a}] | mounts[0].source: got "a", expected a volume's name such as data (a path takes type: bind)
          mounts: [{source: "data-$(PORT)", target: /a}] | mounts[0].source: got "data-$(PORT)", expected a volume's name such as data (a path takes type: bind)
          mounts: [{type: bind, target: /a}] | mounts[0].source: got nothing, expected an absolute path such as /srv/data
          mounts: [{type: bind, source: ./data, target: /a}] | mounts[0].source: got "./data", expected an absolute path such as /srv/data
          mounts: [{type: bind, source: "/d/$(PORT)", target: /a}] | mounts[0].source: got "/d/$(PORT)", expected an absolute path such as /srv/data
          mounts: [{type: tmpfs, source: data, target: /a}] | mounts[0].source: got "data", expected nothing (a tmpfs has no source)
          mounts: [{type: npipe, source: 5, target: /a}] | mounts[0].type: got "npipe", expected bind, volume or tmpfs
          mounts: [{source: data, target: /a, readOnly: 1}] | mounts[0].readOnly: got 1, expected true or false
          mounts: [{source: data, target: /a, readonly: true}] | mounts[0].readonly: got an unknown field, expected a known one (did you mean readOnly?)
          mounts: [{source: d1, target: /a/}, {source: d2, target: /a}] | mounts[1].target: got "/a", expected a target that is not in the list already
          """)
  void read_badContainer_saysWhereAndWhat(String fields, String problem) {
    assertThat(Manifests.problems(Manifests.readSpec("template: {image: a, " + fields + "}")))
        .containsExactly("spec.template." + problem);
  }

  private static Resources.Amounts amounts(@Nullable Long cpu, @Nullable Long memory) {
    return new Resources.Amounts(amount(cpu), amount(memory));
  }

  private static OptionalLong amount(@Nullable Long amount) {
    return amount == null ? OptionalLong.empty() : OptionalLong.of(amount);
  }

  private static SpecResult mounts(int count) {
    String mounts =
        IntStream.range(0, count)
            .mapToObj(i -> "{type: tmpfs, target: /t" + i + "}")
            .collect(Collectors.joining(","));
    return Manifests.readSpec("template: {image: a, mounts: [" + mounts + "]}");
  }
}

package dev.ringmaster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.SpecProblem;
import dev.ringmaster.spec.SpecResult;
import dev.ringmaster.testing.kubernetes.Balancers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelReaderTest {
  private static final String IMAGE = "image: example.org/web";

  private static LoadBalancerModel model(String spec) {
    return Balancers.model(Balancers.web(spec));
  }

  private static List<String> problems(String spec) {
    return Balancers.read(Balancers.web(spec)) instanceof SpecResult.Invalid invalid
        ? invalid.problems().stream().map(SpecProblem::toString).toList()
        : List.of();
  }

  private static String revision(String spec) {
    return model(spec).template().revisions().apply(0);
  }

  @Test
  void resource_isReadByTheRulesOfAManifest() {
    LoadBalancerModel model =
        model(
            "replicas: 4, reserveOrdinals: [1], template: {%s, port: 8080}, routing: {keys: [{header: X-User-Id}]}"
                .formatted(IMAGE));
    assertThat(model.id()).isEqualTo("shop/web");
    assertThat(model.scale().ordinals()).containsExactly(0, 2, 3, 4);
    assertThat(model.template().image()).isEqualTo("example.org/web");
    assertThat(model.template().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          template: {command: [run]} | spec.template.image: got nothing, expected an image: Pods are made from it
          template: {addresses: ['10.0.0.1:80']} | spec.template.addresses: got a list, expected nothing in Kubernetes
          template: {image: a}, volumeClaimTemplates: [{}] | spec.volumeClaimTemplates[0].metadata.name: got nothing, expected a DNS label that no other claim has: the name of a volume
          template: {image: a}, volumeClaimTemplates: [{metadata: {name: a.b}}] | spec.volumeClaimTemplates[0].metadata.name: got "a.b", expected a DNS label
          template: {image: a}, volumeClaimTemplates: [{metadata: {name: a}}, {metadata: {name: a}}] | spec.volumeClaimTemplates[1].metadata.name: got "a", expected a DNS label
          template: {image: a}, routing: {classic: true} | spec.routing.classic: got true, expected false: the operator was not started with --allow-classic
          template: {image: a}, routing: {keys: [{path: {regex: '('}}]} | spec.routing.keys[0].path.regex: got "(", expected
          """)
  void whatKubernetesCantHave_isRefused(String spec, String problem) {
    assertThat(problems(spec)).singleElement().asString().startsWith(problem);
  }

  @Test
  void allThatIsWrong_isTold() {
    assertThat(
            problems(
                "template: {%s}, volumeClaimTemplates: [{}], routing: {classic: true}"
                    .formatted(IMAGE)))
        .hasSize(2);
  }

  @Test
  void classic_isGranted_whereTheOperatorAllowsIt() {
    SpecResult read =
        new ModelReader(Balancers.SERIALIZATION, true)
            .read(Balancers.web("template: {%s}, routing: {classic: true}".formatted(IMAGE)));
    assertThat(read)
        .isInstanceOfSatisfying(
            SpecResult.Valid.class,
            valid -> assertThat(valid.model().routing().classic()).isTrue());
  }

  /** A Pod can't be changed: whatever it is made from, makes another one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          template: {image: a, podTemplate: {spec: {nodeSelector: {disk: ssd}}}}
          template: {image: a}, health: {path: /ready}
          template: {image: a}, health: {interval: 7s}
          template: {image: a}, drain: {grace: 7s}
          template: {image: a}, rollout: {restartedAt: now}
          template: {image: a}, volumeClaimTemplates: [{metadata: {name: data}}]
          template: {image: a, env: [{name: A, value: b}]}
          """)
  void whatAPodIsMadeFrom_makesItsRevision(String spec) {
    assertThat(revision(spec)).isNotEqualTo(revision("template: {image: a}"));
    assertThat(revision(spec)).isEqualTo(revision(spec));
  }

  /**
   * For ever: a later version that works out another revision for any of these, by a default that
   * is another or a field that is new, replaces every Pod of its users when it is installed.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          template: {image: a} | fbc34a476d
          template: {image: a, command: [run], port: 8080, env: [{name: A, value: b}]} | bee100805d
          template: {image: a, resources: {limits: {cpu: 1, memory: 1Gi}}} | 16f7fdc6ed
          template: {image: a, podTemplate: {spec: {nodeSelector: {disk: ssd}}}} | 4e920f5443
          template: {image: a}, health: {path: /up, interval: 2s}, drain: {grace: 1s} | 382caf3282
          template: {image: a}, volumeClaimTemplates: [{metadata: {name: data}, spec: {}}] | 9e793d3369
          template: {image: a}, rollout: {restartedAt: now} | 88ed788553
          """)
  void revision_isForEver(String spec, String revision) {
    assertThat(revision(spec)).isEqualTo(revision);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          template: {image: a}, replicas: 7
          template: {image: a}, rollout: {maxSurge: 3, partition: 2, paused: true}
          template: {image: a}, routing: {virtualNodes: 64}
          template: {image: a}, service: {port: 8080}
          template: {image: a}, hostnames: {'0': first}
          """)
  void whatNoPodIsMadeFrom_leavesTheRevision(String spec) {
    assertThat(revision(spec)).isEqualTo(revision("template: {image: a}"));
  }
}

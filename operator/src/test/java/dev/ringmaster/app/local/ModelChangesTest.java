package dev.ringmaster.app.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.app.manifest.ManifestReader;
import dev.ringmaster.spec.LoadBalancerModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelChangesTest {
  private static final String BASE = "template: {command: [a]}";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private LoadBalancerModel model(String spec) throws Exception {
    Path file = folder.resolve("m.yaml");
    Files.writeString(
        file,
        "{apiVersion: ringmaster.dev/v1alpha1, kind: LoadBalancer, metadata: {name: web}, spec: {"
            + spec
            + "}}");
    return ManifestReader.read(List.of(file)).getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicas: 2                                                  | replicas
          reserveOrdinals: [1]                                         | reserveOrdinals
          hostnames: {'0': S1}                                         | hostnames
          health: {interval: 2s}                                       | health
          drain: {grace: 1s}                                           | drain
          rollout: {maxSurge: 2}                                       | rollout
          routing: {hosts: [a.example]}                                | routing.hosts
          routing: {algorithm: Classic}                                | routing.algorithm
          routing: {virtualNodes: 7}                                   | routing.virtualNodes
          routing: {seed: 7}                                           | routing.seed
          routing: {weights: {'0': 2}}                                 | routing.weights
          routing: {keys: [{header: X}, {path: {regex: a}}]}           | routing.keys
          routing: {boundedLoad: {factor: 2}}                          | routing.boundedLoad
          routing: {retries: {attempts: 1}}                            | routing.retries
          routing: {timeouts: {connect: 2s}}                           | routing.timeouts
          routing: {classic: true}                                     | routing.classic
          """)
  void everyField_isNamedWhereItChanged_andWhereItWasReadAgainIsNot(String field, String name)
      throws Exception {
    LoadBalancerModel before = model(BASE);
    LoadBalancerModel after = model(BASE + ", " + field);
    assertThat(ModelChanges.between(before, after)).containsExactly(name);
    assertThat(ModelChanges.between(after, model(BASE + ", " + field))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          command: [b]
          command: [a], resources: {limits: {cpu: 1}}
          command: [a], resources: {requests: {memory: 1Gi}}
          command: [a], mounts: [{type: tmpfs, target: /tmp}]
          """)
  void template_isNamed(String template) throws Exception {
    LoadBalancerModel after = model("template: {" + template + "}");
    assertThat(ModelChanges.between(model(BASE), after)).containsExactly("template");
    assertThat(ModelChanges.between(after, model("template: {" + template + "}"))).isEmpty();
  }
}

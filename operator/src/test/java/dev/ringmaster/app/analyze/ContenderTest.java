package dev.ringmaster.app.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.app.manifest.ManifestReader;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.RoutingSpec.Algorithm;
import dev.ringmaster.spec.RoutingSpec.ClassicProbing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContenderTest {
  @Test
  void contenders_areAllAlgorithms_andTheirManifestsAreSound(@TempDir Path folder)
      throws Exception {
    List<Algorithm> named = new ArrayList<>();
    List<ClassicProbing> probings = new ArrayList<>();
    for (Contender contender : Contender.all().toList()) {
      Path file = Files.writeString(folder.resolve("m.yaml"), contender.manifest(2));
      LoadBalancerModel model = ManifestReader.read(List.of(file)).getFirst();
      assertThat(model.replicas()).isEqualTo(2);
      assertThat(model.routing().classic()).isTrue();
      named.add(model.routing().algorithm());
      if (contender.probing() != null) {
        probings.add(model.routing().probing());
        assertThat(contender.probing().name()).isEqualTo(model.routing().probing().name());
      }
    }
    assertThat(named).contains(Algorithm.values());
    assertThat(probings).containsExactly(ClassicProbing.values());
  }
}

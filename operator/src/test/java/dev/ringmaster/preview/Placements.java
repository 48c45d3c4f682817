package dev.ringmaster.preview;

import dev.ringmaster.spec.SpecReader;
import dev.ringmaster.spec.SpecResult;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Placements for tests, written as YAML. */
final class Placements {
  private Placements() {}

  /** That of a balancer with these fields of spec. */
  static Placement of(String fields) {
    Object spec = tree("{template: {command: [run]}, " + fields + "}");
    Map<String, Object> manifest =
        Map.of(
            "apiVersion",
            "ringmaster.dev/v1alpha1",
            "kind",
            "LoadBalancer",
            "metadata",
            Map.of("name", "web"),
            "spec",
            spec);
    return switch (SpecReader.read(manifest)) {
      case SpecResult.Valid valid -> Placement.of(valid.model());
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }

  static Object tree(String yaml) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
  }
}

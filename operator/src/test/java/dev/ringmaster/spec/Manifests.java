package dev.ringmaster.spec;

import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Manifests for tests, written as YAML. */
final class Manifests {
  static final String HEAD = "apiVersion: ringmaster.dev/v1alpha1\nkind: LoadBalancer\n";

  private Manifests() {}

  static Object parse(String yaml) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
  }

  /** A balancer "web" with these fields of spec; without a template among them it has a command. */
  static SpecResult readSpec(String fields) {
    String template = fields.contains("template:") ? "" : "template: {command: [run]}, ";
    return read("metadata: {name: web}\nspec: {" + template + fields + "}");
  }

  /** All below apiVersion and kind. */
  static SpecResult read(String body) {
    return SpecReader.read(parse(HEAD + body));
  }

  static LoadBalancerModel model(String fields) {
    return model(readSpec(fields));
  }

  static LoadBalancerModel model(SpecResult result) {
    return switch (result) {
      case SpecResult.Valid valid -> valid.model();
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }

  static List<String> problems(SpecResult result) {
    return switch (result) {
      case SpecResult.Valid valid -> List.of();
      case SpecResult.Invalid invalid ->
          invalid.problems().stream().map(SpecProblem::toString).toList();
    };
  }
}

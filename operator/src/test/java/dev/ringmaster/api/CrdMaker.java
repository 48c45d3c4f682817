package dev.ringmaster.api;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Makes the definition of the custom resource from the model. */
final class CrdMaker {
  private static final String HEAD =
      """
      # Made from operator/src/main/java/dev/ringmaster/api: change it there, and write this file anew
      # as CONTRIBUTING.md says.
      """;

  private static final List<String> COLUMNS =
      List.of("Desired", "Ready", "Algorithm", "Key", "URL", "Age");

  /** Lists that are sets, or are merged by these fields of their items. */
  private static final Map<String, List<String>> LISTS =
      Map.of(
          "spec.reserveOrdinals", List.of(),
          "spec.routing.hosts", List.of(),
          "spec.template.env", List.of("name"),
          "spec.template.mounts", List.of("target"),
          "status.members", List.of("ordinal", "incarnation"),
          "status.conditions", List.of("type"));

  private CrdMaker() {}

  /** The text of the file. */
  static String text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    new CRDGenerator()
        .forCRDVersions("v1")
        .withMinQuotes(true)
        .withPostProcessor(new Finish())
        .customResourceClasses(LoadBalancer.class)
        .withOutput(new Memory(text))
        .generate();
    String made = text.toString(StandardCharsets.UTF_8);
    return HEAD + quoted(made.substring(made.indexOf("apiVersion:")));
  }

  /** The words of a condition's status are booleans to kubectl, which reads YAML 1.1. */
  private static String quoted(String made) {
    return made.replaceAll("(?m)^( *- )(True|False)$", "$1\"$2\"");
  }

  /** What the generator can't be told, or says twice of records. */
  private static final class Finish implements CRDPostProcessor {
    @Override
    public HasMetadata process(HasMetadata resource, String version) {
      for (CustomResourceDefinitionVersion each :
          ((CustomResourceDefinition) resource).getSpec().getVersions()) {
        each.getAdditionalPrinterColumns()
            .sort(
                Comparator.comparingInt(
                    (CustomResourceColumnDefinition column) -> COLUMNS.indexOf(column.getName())));
        JSONSchemaProps root = each.getSchema().getOpenAPIV3Schema();
        root.setRequired(List.of("spec"));
        finish("", root);
      }
      return resource;
    }

    private void finish(String path, JSONSchemaProps schema) {
      schema.setXKubernetesValidations(
          new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
      List<String> keys = LISTS.get(path);
      if (keys != null) {
        schema.setXKubernetesListType(keys.isEmpty() ? "set" : "map");
        schema.setXKubernetesListMapKeys(keys);
      } else if ("array".equals(schema.getType())) {
        schema.setXKubernetesListType("atomic");
      }
      schema
          .getProperties()
          .forEach((name, field) -> finish(path.isEmpty() ? name : path + "." + name, field));
      if (schema.getItems() != null && schema.getItems().getSchema() != null) {
        finish(path + "[]", schema.getItems().getSchema());
      }
    }
  }

  /** Keeps the only file that is made. */
  private record Memory(ByteArrayOutputStream text)
      implements CRDGenerator.CRDOutput<OutputStream> {
    @Override
    public OutputStream outputFor(String name) {
      return text;
    }

    @Override
    public void close() {}
  }
}

package dev.ringmaster.api;

import dev.ringmaster.testing.kubernetes.Definition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The committed definition of the custom resource. */
public final class CrdFile {
  /** Where it is, from the module's folder. */
  static final Path PATH = Path.of("../crds/loadbalancers.ringmaster.dev-v1.yml");

  /** What Helm installs: a chart can't reach out of its folder. */
  private static final Path COPY =
      Path.of("../helm/ringmaster/files/loadbalancers.ringmaster.dev-v1.yml");

  private CrdFile() {}

  /** Its text; empty where there is no such file. */
  static String text() {
    return read(PATH);
  }

  /** The text of the chart's copy; empty where there is none. */
  static String copy() {
    return read(COPY);
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes both. */
  static void write(String text) {
    try {
      for (Path file : new Path[] {PATH, COPY}) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Applies it and waits until the server takes balancers; as often as one likes. */
  public static CustomResourceDefinition install(KubernetesClient client) {
    return Definition.install(client, text());
  }

  /**
   * The fields of each object in {@code spec} or {@code status}, by its path, with {@code []} for
   * each item of a list.
   */
  public static SortedMap<String, SortedSet<String>> fields(String part) {
    CustomResourceDefinition read =
        new KubernetesSerialization().unmarshal(text(), CustomResourceDefinition.class);
    JSONSchemaProps root = read.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
    SortedMap<String, SortedSet<String>> fields = new TreeMap<>();
    collect(part, Objects.requireNonNull(root.getProperties().get(part)), fields);
    return fields;
  }

  private static void collect(
      String path, JSONSchemaProps schema, SortedMap<String, SortedSet<String>> fields) {
    if (!schema.getProperties().isEmpty()) {
      fields.put(path, new TreeSet<>(schema.getProperties().keySet()));
    }
    schema.getProperties().forEach((name, field) -> collect(path + "." + name, field, fields));
    if (schema.getItems() != null) {
      collect(path + "[]", schema.getItems().getSchema(), fields);
    }
  }
}

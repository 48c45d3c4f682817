package dev.ringmaster.app.aot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a path of a Kubernetes API server names: the objects of a resource, one of them, or its
 * status; with a label selector, only those that have its labels.
 *
 * @param prefix group and version
 * @param namespace or empty
 * @param resource in the plural
 * @param name or empty
 * @param part "status" or empty
 * @param labels as {@code name} or {@code name=value}
 */
record ApiPath(
    String prefix,
    String namespace,
    String resource,
    String name,
    String part,
    List<String> labels) {

  static ApiPath of(String path) {
    List<String> segments = List.of(path.substring(1).split("/", -1));
    int group = Math.min(segments.getFirst().equals("api") ? 2 : 3, segments.size());
    String prefix = String.join("/", segments.subList(0, group));
    List<String> rest = segments.subList(group, segments.size());
    String namespace = "";
    if (rest.size() > 2 && rest.getFirst().equals("namespaces")) {
      namespace = rest.get(1);
      rest = rest.subList(2, rest.size());
    }
    return new ApiPath(prefix, namespace, at(rest, 0), at(rest, 1), at(rest, 2), List.of());
  }

  private static String at(List<String> segments, int index) {
    return index < segments.size() ? segments.get(index) : "";
  }

  ApiPath named(String given) {
    return name.isEmpty() ? new ApiPath(prefix, namespace, resource, given, part, labels) : this;
  }

  ApiPath selecting(@Nullable String selector) {
    List<String> wanted = selector == null ? List.of() : List.of(selector.split(","));
    return new ApiPath(prefix, namespace, resource, name, part, wanted);
  }

  boolean isCollection() {
    return name.isEmpty();
  }

  boolean isStatus() {
    return part.equals("status");
  }

  boolean isOf(String plural) {
    return resource.equals(plural);
  }

  /** Of the object, whatever part of it is named. */
  String key() {
    return String.join("/", prefix, namespace, resource, name);
  }

  /** Whether an object of that path is one of those that this path names. */
  boolean selects(ApiPath path, JsonNode object) {
    return prefix.equals(path.prefix)
        && resource.equals(path.resource)
        && (namespace.isEmpty() || namespace.equals(path.namespace))
        && labels.stream().allMatch(label -> has(object.at("/metadata/labels"), label));
  }

  private static boolean has(JsonNode labels, String wanted) {
    String[] parts = wanted.split("=", 2);
    JsonNode value = labels.path(parts[0]);
    return parts.length == 1 ? !value.isMissingNode() : value.asText().equals(parts[1]);
  }
}

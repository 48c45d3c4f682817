package dev.ringmaster.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fields that the reader knows in each mapping of a manifest: it lists them when it meets one
 * that it doesn't know.
 */
final class KnownFields {
  private static final String STRANGE = "zzzzzzzzzzzzzzzz";
  private static final String LIST = "one of ";

  private final Map<?, ?> manifest;
  private final SortedMap<String, SortedSet<String>> fields = new TreeMap<>();

  private KnownFields(Map<?, ?> manifest) {
    this.manifest = manifest;
  }

  /** By the path of the mapping, with {@code []} for each item of a list. */
  static SortedMap<String, SortedSet<String>> of(Object manifest) {
    KnownFields known = new KnownFields((Map<?, ?>) manifest);
    known.collect("spec", known.manifest.get("spec"));
    return known.fields;
  }

  private void collect(String path, @Nullable Object node) {
    if (node instanceof Map<?, ?> mapping) {
      List<String> known = listed(mapping);
      if (!known.isEmpty()) {
        fields.computeIfAbsent(path, unseen -> new TreeSet<>()).addAll(known);
      }
      mapping.forEach((key, child) -> collect(path + "." + key, child));
    } else if (node instanceof List<?> list) {
      list.forEach(item -> collect(path + "[]", item));
    }
  }

  /** Empty for mappings that hold anything. */
  private List<String> listed(Map<?, ?> mapping) {
    if (SpecReader.read(withStrange(manifest, mapping)) instanceof SpecResult.Invalid invalid) {
      for (SpecProblem problem : invalid.problems()) {
        if (problem.path().endsWith("." + STRANGE) && problem.expected().startsWith(LIST)) {
          return List.of(problem.expected().substring(LIST.length()).split(", ", -1));
        }
      }
    }
    return List.of();
  }

  @SuppressWarnings("ReferenceEquality") // one place, not all that look like it
  private static @Nullable Object withStrange(@Nullable Object node, Map<?, ?> place) {
    if (node instanceof Map<?, ?> mapping) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      mapping.forEach((key, child) -> copy.put(key, withStrange(child, place)));
      if (node == place) {
        copy.put(STRANGE, 1);
      }
      return copy;
    }
    return node instanceof List<?> list
        ? list.stream().map(item -> withStrange(item, place)).toList()
        : node;
  }
}

package dev.ringmaster.api.status;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An absent collection and an empty one are the same. */
final class Absent {
  private Absent() {}

  static <T> List<T> orCopy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  static <T> SortedMap<String, T> orCopy(@Nullable Map<String, T> map) {
    return Collections.unmodifiableSortedMap(map == null ? new TreeMap<>() : new TreeMap<>(map));
  }
}

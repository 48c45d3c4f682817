package dev.ringmaster.telemetry;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A count for each of some values of an enum, all at 0 in the beginning. Any thread. */
final class EnumCounts<E extends Enum<E>> {
  /** Not changed after construction; a look-up is an array access. */
  private final Map<E, LongAdder> counts;

  EnumCounts(Class<E> type, Collection<E> values) {
    counts = new EnumMap<>(type);
    values.forEach(value -> counts.put(value, new LongAdder()));
  }

  /** Counts one more; of a value that is not counted, nothing. */
  void increment(E value) {
    LongAdder count = counts.get(value);
    if (count != null) {
      count.increment();
    }
  }

  Map<String, Long> by(Function<E, String> label) {
    return counts.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> label.apply(entry.getKey()), entry -> entry.getValue().sum()));
  }
}

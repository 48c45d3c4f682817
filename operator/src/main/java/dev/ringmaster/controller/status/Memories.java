package dev.ringmaster.controller.status;

import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.api.status.NamesStatus;
import dev.ringmaster.pool.loop.PoolMemory;
import java.util.ArrayList;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What must outlive a leader so that no name and no incarnation is given twice. */
public final class Memories {
  private Memories() {}

  /** What the leader before had written down. */
  public static PoolMemory of(@Nullable LoadBalancerStatus status) {
    if (status == null) {
      return PoolMemory.NONE;
    }
    long incarnation = Objects.requireNonNullElse(status.incarnations(), 0L);
    NamesStatus names = status.names();
    return new PoolMemory(incarnation, names == null ? PoolMemory.Names.NONE : of(names));
  }

  private static PoolMemory.Names of(NamesStatus names) {
    SortedMap<Integer, String> asked = new TreeMap<>();
    names.asked().forEach((ordinal, name) -> asked.put(Integer.valueOf(ordinal), name));
    return new PoolMemory.Names(
        Objects.requireNonNullElse(names.last(), 0L),
        new TreeSet<>(names.skipped()),
        names.spent(),
        new TreeSet<>(names.named()),
        asked);
  }

  static NamesStatus names(PoolMemory memory) {
    PoolMemory.Names names = memory.names();
    SortedMap<String, String> asked = new TreeMap<>();
    names.asked().forEach((ordinal, name) -> asked.put(Integer.toString(ordinal), name));
    return new NamesStatus(
        names.last(),
        new ArrayList<>(names.skipped()),
        names.spent(),
        new ArrayList<>(names.named()),
        asked);
  }
}

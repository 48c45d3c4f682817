package dev.ringmaster.pool.loop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must outlive a loop so that no incarnation and no name is given twice.
 *
 * @param incarnation the last one given
 * @param names what was made of names
 */
public record PoolMemory(long incarnation, Names names) {
  /** Of a loop that has never started anything. */
  public static final PoolMemory NONE = new PoolMemory(0, Names.NONE);

  /** Without names: after everything was removed on purpose, they begin anew. */
  public PoolMemory forgettingNames() {
    return new PoolMemory(incarnation, Names.NONE);
  }

  /**
   * The names of one balancer.
   *
   * @param last k of the newest made-up name {@code s<k>}; those up to it are spent
   * @param skipped made-up names up to the last that were passed over and never given
   * @param spent other names that were given, oldest first
   * @param named ordinals that have had their first incarnation
   * @param asked for the next incarnation of an ordinal
   */
  public record Names(
      long last,
      SortedSet<String> skipped,
      List<String> spent,
      SortedSet<Integer> named,
      SortedMap<Integer, String> asked) {
    /** Nobody was named yet. */
    public static final Names NONE =
        new Names(0, new TreeSet<>(), new ArrayList<>(), new TreeSet<>(), new TreeMap<>());

    public Names {
      skipped = Collections.unmodifiableSortedSet(new TreeSet<>(skipped));
      spent = List.copyOf(spent);
      named = Collections.unmodifiableSortedSet(new TreeSet<>(named));
      asked = Collections.unmodifiableSortedMap(new TreeMap<>(asked));
    }
  }
}

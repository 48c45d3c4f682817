package dev.ringmaster.pool.loop;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives every incarnation its display name. A made-up name is {@code s<k>}, and k never repeats; a
 * name asked for serves one incarnation, its replacement gets a fresh one: clients wait for a dead
 * replica's name to disappear.
 */
final class NameBook {
  /**
   * Spent names of the users' own making are remembered up to this many, since each {@code /add}
   * may bring new ones; the made-up ones are all below one number.
   */
  static final int MAX_SPENT = 1000;

  private static final Pattern MADE_UP = Pattern.compile("s([1-9][0-9]{0,17})");

  private Map<Integer, String> hostnames = Map.of();
  private final Map<Integer, String> asked;
  private final Set<Integer> named;
  private final Set<String> skipped;
  private final Set<String> spent;
  private long last;

  /** A book that goes on where another ended. */
  NameBook(PoolMemory.Names memory) {
    last = memory.last();
    skipped = new TreeSet<>(memory.skipped());
    spent = new LinkedHashSet<>(memory.spent());
    named = new TreeSet<>(memory.named());
    asked = new HashMap<>(memory.asked());
  }

  PoolMemory.Names memory() {
    return new PoolMemory.Names(
        last,
        new TreeSet<>(skipped),
        new ArrayList<>(spent),
        new TreeSet<>(named),
        new TreeMap<>(asked));
  }

  /** The names of the first incarnations of these ordinals, whenever they come to be wanted. */
  void hostnames(Map<Integer, String> byOrdinal) {
    hostnames = Map.copyOf(byOrdinal);
  }

  /** Reserves a name for the next incarnation of an ordinal. */
  void ask(int ordinal, String name) {
    asked.put(ordinal, name);
  }

  /** Forgets names that were asked for ordinals which are no longer wanted. */
  void keepOnly(Collection<Integer> ordinals) {
    asked.keySet().retainAll(ordinals);
  }

  /** Names asked for and not yet borne. */
  Collection<String> pending() {
    return asked.values();
  }

  /** Takes in that an incarnation bears a name, whoever gave it. */
  void borne(int ordinal, String name) {
    named.add(ordinal);
    spend(name);
  }

  /** The name of the next incarnation of an ordinal; it is spent from now on. */
  String give(int ordinal) {
    String name = asked.remove(ordinal);
    String first = named.add(ordinal) ? hostnames.get(ordinal) : null;
    if (name == null && first != null && free(first)) {
      name = first;
    }
    if (name == null) {
      name = madeUp();
    } else {
      spend(name);
    }
    return name;
  }

  private String madeUp() {
    while (true) {
      String next = "s" + (last + 1);
      boolean wanted = free(next) && !awaited(next);
      if (!wanted && !spent.remove(next)) {
        skipped.add(next);
      }
      last++;
      if (wanted) {
        return next;
      }
    }
  }

  private void spend(String name) {
    skipped.remove(name);
    if (number(name) > last || number(name) == 0) {
      spent.add(name);
    }
    if (spent.size() > MAX_SPENT) {
      spent.remove(spent.iterator().next());
    }
  }

  private boolean free(String name) {
    long number = number(name);
    boolean given = number > 0 && number <= last && !skipped.contains(name);
    return !given && !spent.contains(name) && !asked.containsValue(name);
  }

  /** An ordinal that has never run will bear it. */
  private boolean awaited(String name) {
    return hostnames.entrySet().stream()
        .anyMatch(entry -> entry.getValue().equals(name) && !named.contains(entry.getKey()));
  }

  /** k of {@code s<k>}; 0 for any other name. */
  private static long number(String name) {
    Matcher matcher = MADE_UP.matcher(name);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }
}

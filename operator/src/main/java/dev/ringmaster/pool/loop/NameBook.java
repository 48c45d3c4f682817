package dev.ringmaster.pool.loop;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Gives every incarnation its display name. A made-up name is {@code s<k>}, and k never repeats; a
 * name asked for serves one incarnation, its replacement gets a fresh one: clients wait for a dead
 * replica's name to disappear.
 */
final class NameBook {
  private final Map<Integer, String> given;
  private final Map<Integer, String> asked = new HashMap<>();
  private final Set<String> spent = new HashSet<>();
  private long last;

  /**
   * A book in which nobody is named yet.
   *
   * @param hostnames of the first incarnations of these ordinals, whenever they come to be wanted
   */
  NameBook(Map<Integer, String> hostnames) {
    given = new HashMap<>(hostnames);
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

  /** The name of the next incarnation of an ordinal; it is spent from now on. */
  String give(int ordinal) {
    String name = asked.remove(ordinal);
    String first = given.remove(ordinal);
    if (name == null && first != null && free(first)) {
      name = first;
    }
    while (name == null) {
      String next = "s" + ++last;
      name = free(next) && !given.containsValue(next) ? next : null;
    }
    spent.add(name);
    return name;
  }

  private boolean free(String name) {
    return !spent.contains(name) && !asked.containsValue(name);
  }
}

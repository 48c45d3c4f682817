package dev.ringmaster.scale;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;

/** Adds and removes replicas by number and by name, or sets how many there are. */
public final class Rescaler {
  private Rescaler() {}

  /**
   * More replicas.
   *
   * @param taken names that a replica bears or is about to
   * @param hostnames names for the first of the new ones; the rest get made-up names
   */
  public static Rescale add(
      DesiredScale scale, Collection<String> taken, int n, List<String> hostnames) {
    if (hostnames.size() > n) {
      return new Rescale.Refused("Length of hostname list is more than newly added instances");
    }
    if (n < 1 || n > DesiredScale.MAX_REPLICAS - scale.replicas()) {
      return new Rescale.Refused(
          "n is %d, expected 1 to %d more instances"
              .formatted(n, DesiredScale.MAX_REPLICAS - scale.replicas()));
    }
    Set<String> names = new HashSet<>(taken);
    for (String hostname : hostnames) {
      if (!names.add(hostname)) {
        return new Rescale.Refused("Hostname '%s' is already in use".formatted(hostname));
      }
    }
    DesiredScale more = scale.plus(n);
    SortedSet<Integer> newcomers = more.ordinals();
    newcomers.removeAll(scale.ordinals());
    SortedMap<Integer, String> named = new TreeMap<>();
    List<Integer> order = List.copyOf(newcomers);
    for (int i = 0; i < hostnames.size(); i++) {
      named.put(order.get(i), hostnames.get(i));
    }
    return new Rescale.Granted(more, named);
  }

  /**
   * Fewer replicas: the named ones, then the cheapest (fewest requests in flight, then the highest
   * ordinal).
   *
   * @param names of the live replicas by ordinal; an ordinal that waits to be started has none
   */
  public static Rescale remove(
      DesiredScale scale,
      SortedMap<Integer, String> names,
      IntToLongFunction inFlight,
      int n,
      List<String> hostnames) {
    if (hostnames.size() > n) {
      return new Rescale.Refused("Length of hostname list is more than removable instances");
    }
    if (n < 1 || n > scale.replicas()) {
      return new Rescale.Refused(
          "n is %d, expected 1 to %d removable instances".formatted(n, scale.replicas()));
    }
    SortedSet<Integer> victims = new TreeSet<>();
    for (String hostname : hostnames) {
      int ordinal = ordinalOf(names, hostname);
      if (ordinal < 0 || !victims.add(ordinal)) {
        return new Rescale.Refused(
            "Hostname '%s' %s"
                .formatted(hostname, ordinal < 0 ? "does not exist" : "is listed twice"));
      }
    }
    cheapest(scale, inFlight).stream()
        .filter(ordinal -> !victims.contains(ordinal))
        .limit(n - victims.size())
        .toList()
        .forEach(victims::add);
    DesiredScale fewer = scale.minus(victims);
    return fewer.reserve().size() > DesiredScale.MAX_RESERVE
        ? new Rescale.Refused(
            "More than %d ordinals would be left out".formatted(DesiredScale.MAX_RESERVE))
        : new Rescale.Granted(fewer, Collections.emptySortedMap());
  }

  /** So many replicas, as {@code kubectl scale} writes it: the highest ordinals go. */
  public static Rescale resize(DesiredScale scale, int replicas) {
    if (replicas < 0 || replicas > DesiredScale.MAX_REPLICAS) {
      return new Rescale.Refused(
          "replicas is %d, expected 0 to %d".formatted(replicas, DesiredScale.MAX_REPLICAS));
    }
    return new Rescale.Granted(scale.resized(replicas), Collections.emptySortedMap());
  }

  private static int ordinalOf(SortedMap<Integer, String> names, String hostname) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().equals(hostname))
        .mapToInt(Map.Entry::getKey)
        .findFirst()
        .orElse(-1);
  }

  private static List<Integer> cheapest(DesiredScale scale, IntToLongFunction inFlight) {
    List<Integer> ordinals = new ArrayList<>(scale.ordinals());
    ordinals.sort(
        Comparator.<Integer>comparingLong(inFlight::applyAsLong)
            .thenComparing(Comparator.reverseOrder()));
    return ordinals;
  }
}

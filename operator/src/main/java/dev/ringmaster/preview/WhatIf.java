package dev.ringmaster.preview;

import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.spec.Cursor;
import dev.ringmaster.spec.RoutingSpec;
import dev.ringmaster.spec.SpecProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a change that somebody thinks of: {@code replicas} (as {@code kubectl scale} does: the
 * highest ordinals come and go), then {@code remove} (ordinals that are reserved, as {@code /rm} by
 * name does, so there are fewer replicas), {@code weights}, {@code virtualNodes}, {@code
 * algorithm}; each may be left out. Finds everything that is wrong with it.
 */
public sealed interface WhatIf {
  /** The change makes sense. */
  record Changed(Placement placement) implements WhatIf {}

  /** It does not; there is at least one problem. */
  record Refused(List<SpecProblem> problems) implements WhatIf {
    public Refused {
      problems = List.copyOf(problems);
    }
  }

  /**
   * What the change would come to.
   *
   * @param tree a mapping as a JSON or YAML parser made it
   */
  static WhatIf read(Placement now, @Nullable Object tree) {
    List<SpecProblem> problems = new ArrayList<>();
    Placement placement = placed(now, Cursor.root(tree, problems));
    return problems.isEmpty() ? new Changed(placement) : new Refused(problems);
  }

  private static Placement placed(Placement now, Cursor change) {
    DesiredScale scale = scaled(now.scale(), change);
    RoutingSpec routing = now.routing();
    routing =
        routing.placedBy(
            change.field("algorithm").algorithm().orElse(routing.algorithm()),
            change
                .field("virtualNodes")
                .integer(1, RoutingSpec.MAX_VIRTUAL_NODES)
                .orElse(routing.virtualNodes()),
            weights(routing, change.field("weights"), scale.ordinals()));
    change.close();
    refuseSize(routing.refusal(scale.ordinals()), scale, change);
    return new Placement(routing, scale);
  }

  private static DesiredScale scaled(DesiredScale now, Cursor change) {
    int replicas =
        change.field("replicas").integer(0, DesiredScale.MAX_REPLICAS).orElse(now.replicas());
    DesiredScale scale = new DesiredScale(replicas, now.reserve());
    SortedSet<Integer> there = scale.ordinals();
    Cursor remove = change.field("remove");
    Set<Integer> victims = remove.distinct(victim -> present(victim, there));
    DesiredScale fewer = victims.isEmpty() ? scale : scale.minus(victims);
    if (fewer.reserve().size() > DesiredScale.MAX_RESERVE) {
      remove.refuse("fewer: at most %d ordinals are left out".formatted(DesiredScale.MAX_RESERVE));
    }
    return fewer;
  }

  private static Optional<Integer> present(Cursor ordinal, SortedSet<Integer> there) {
    Optional<Integer> given = ordinal.integer(0, Cursor.MAX_ORDINAL);
    if (given.isPresent() && !there.contains(given.get())) {
      ordinal.refuse("an ordinal that is there" + words(there));
      return Optional.empty();
    }
    return given;
  }

  private static SortedMap<Integer, Integer> weights(
      RoutingSpec routing, Cursor given, SortedSet<Integer> there) {
    SortedMap<Integer, Integer> changed =
        given.byOrdinal(weight -> weight.integer(1, RoutingSpec.MAX_WEIGHT));
    for (int ordinal : changed.keySet()) {
      if (!there.contains(ordinal)) {
        given
            .field(Integer.toString(ordinal))
            .refuse("a weight of an ordinal that is there" + words(there));
      }
    }
    SortedMap<Integer, Integer> all = new TreeMap<>(routing.weights());
    all.putAll(changed);
    return all;
  }

  /** The first of the fields that were given has made it too large. */
  private static void refuseSize(Optional<String> instead, DesiredScale scale, Cursor change) {
    instead.ifPresent(expected -> {
      Cursor culprit =
          Stream.of("replicas", "algorithm", "virtualNodes", "weights")
              .map(change::field)
              .filter(Cursor::isPresent)
              .findFirst()
              .orElse(change);
      culprit.refuse("%s (there would be %d replicas)".formatted(expected, scale.replicas()));
    });
  }

  private static String words(SortedSet<Integer> ordinals) {
    int shown = 10;
    String first =
        ordinals.stream().limit(shown).map(String::valueOf).collect(Collectors.joining(", "));
    if (ordinals.isEmpty()) {
      return " (there is none)";
    }
    return ordinals.size() <= shown
        ? " (" + first + ")"
        : " (" + first + ", … " + ordinals.last() + ")";
  }
}

package dev.ringmaster.pool.plan;

import dev.ringmaster.pool.ReplicaWatch;
import dev.ringmaster.pool.RolloutPolicy;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which ordinals begin to be replaced now, and of which template a missing one is made.
 *
 * <p>Implementation notes. Ordinals are replaced from the highest to the lowest, as a StatefulSet
 * does it, but those first that serve nobody: to replace them costs nothing. An ordinal begins by a
 * second replica beside the old one, or, as far as some may be missing, by the end of the old one.
 * Not more ordinals are on their way at once than both limits allow together, so a revision that
 * does not become ready stops the rollout. One that says what ails it stops it at once: the next
 * ordinal would fare no better.
 */
final class Rollout {
  private static final Comparator<Integer> HIGHEST_FIRST = Comparator.reverseOrder();

  private final RolloutPolicy policy;
  private final NavigableMap<Integer, Place> places;
  private final SortedSet<Integer> held = new TreeSet<>();
  private final long now;
  private final boolean underWay;

  /** Takes the revision of what is not to be replaced now for the wanted one. */
  Rollout(RolloutPolicy policy, NavigableMap<Integer, Place> places, long now) {
    this.policy = policy;
    this.places = places;
    this.now = now;
    underWay = places.values().stream().anyMatch(Place::hasOthers);
    places.replaceAll(this::hold);
  }

  private Place hold(int ordinal, Place place) {
    if (!isHeld(ordinal)) {
      return place;
    }
    Place kept = place.held();
    if (!kept.revision().equals(place.revision())) {
      held.add(ordinal);
    }
    return kept;
  }

  private boolean isHeld(int ordinal) {
    return policy.paused() || ordinal < policy.partition();
  }

  RolloutView view() {
    SortedSet<Integer> updated = new TreeSet<>();
    SortedSet<Integer> pending = new TreeSet<>();
    places.forEach((ordinal, place) -> {
      if (!held.contains(ordinal)) {
        (isUpdated(place) ? updated : pending).add(ordinal);
      }
    });
    boolean serving =
        held.isEmpty()
            && places.values().stream().allMatch(place -> isUpdated(place, Duration.ZERO));
    return new RolloutView(updated, pending, held, serving);
  }

  private boolean isUpdated(Place place) {
    return isUpdated(place, policy.minReady());
  }

  private boolean isUpdated(Place place, Duration minReady) {
    return !place.isOutdated() && place.updatedAt(minReady) <= now;
  }

  /** When the next one has been ready for long enough. */
  long nextUpdate() {
    return places.values().stream()
        .mapToLong(place -> place.updatedAt(policy.minReady()))
        .filter(at -> at > now)
        .min()
        .orElse(ReplicaWatch.NEVER);
  }

  /** A replica of this ordinal, which has none, is to be made of the wanted template. */
  boolean hasComeTo(int ordinal) {
    if (!underWay) {
      return true;
    }
    long ahead =
        places.tailMap(ordinal, false).values().stream().filter(place -> !isUpdated(place)).count();
    return !isHeld(ordinal) && ahead < policy.maxSurge() + policy.maxUnavailable();
  }

  /** What is to begin now. */
  interface Beginning {
    /** A second replica beside the old one. */
    void surge(int ordinal);

    /** The old one goes first. */
    void vacate(Place place);
  }

  void begin(Map<Integer, Long> notBefore, Beginning beginning) {
    if (isInTrouble(notBefore)) {
      return;
    }
    int free = policy.maxSurge() + policy.maxUnavailable() - count(this::isOnItsWay);
    int surge = policy.maxSurge() - count(place -> place.members().size() > 1);
    int missing = count(place -> !isAvailable(place));
    for (int ordinal : candidates()) {
      Place place = place(ordinal);
      boolean serves = isAvailable(place);
      if (free-- <= 0) {
        return;
      }
      if (surge-- > 0) {
        beginning.surge(ordinal);
      } else if (!serves || missing++ < policy.maxUnavailable()) {
        beginning.vacate(place);
      }
    }
  }

  private boolean isInTrouble(Map<Integer, Long> notBefore) {
    return places.entrySet().stream()
        .anyMatch(entry -> entry.getValue().ails() || isCrashed(entry, notBefore));
  }

  private boolean isCrashed(Map.Entry<Integer, Place> entry, Map<Integer, Long> notBefore) {
    return entry.getValue().members().isEmpty()
        && now < notBefore.getOrDefault(entry.getKey(), Long.MIN_VALUE);
  }

  private List<Integer> candidates() {
    Comparator<Integer> order = Comparator.comparing(ordinal -> isAvailable(place(ordinal)));
    return places.keySet().stream()
        .filter(ordinal -> isCandidate(place(ordinal)))
        .sorted(order.thenComparing(HIGHEST_FIRST))
        .toList();
  }

  private static boolean isCandidate(Place place) {
    return place.isOutdated() && place.members().size() == 1 && !place.isUnjudged();
  }

  private Place place(int ordinal) {
    Place place = places.get(ordinal);
    if (place == null) {
      throw new IllegalArgumentException("ordinal " + ordinal + " (expected one of the places)");
    }
    return place;
  }

  private boolean isOnItsWay(Place place) {
    return !isCandidate(place) && !isUpdated(place);
  }

  private boolean isAvailable(Place place) {
    return place.availableAt(Duration.ZERO) <= now;
  }

  private int count(Predicate<Place> those) {
    return (int) places.values().stream().filter(those).count();
  }
}

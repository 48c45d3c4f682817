package dev.ringmaster.controller.status;

import dev.ringmaster.api.status.Condition;
import dev.ringmaster.pool.plan.RolloutView;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.unit.Durations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a status. A transition time changes with the status of its condition alone.
 *
 * @param before the conditions as they are
 */
record Conditions(long generation, List<Condition> before, Instant now) {
  private static final String ACCEPTED = "Accepted";
  private static final String READY = "Ready";
  private static final String PROGRESSING = "Progressing";
  private static final String DEGRADED = "Degraded";

  List<Condition> refused(Finding refused) {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(condition(ACCEPTED, false, refused.reason(), refused.sentence()));
    before.stream()
        .filter(condition -> !Set.of(ACCEPTED, DEGRADED).contains(condition.type()))
        .forEach(conditions::add);
    conditions.add(condition(DEGRADED, true, refused.reason(), refused.sentence()));
    return conditions;
  }

  List<Condition> running(Picture picture, @Nullable Finding refused) {
    return List.of(
        refused == null
            ? condition(ACCEPTED, true, "Valid", "the resource is valid")
            : condition(ACCEPTED, false, refused.reason(), refused.sentence()),
        ready(picture),
        progressing(picture),
        degraded(picture, refused));
  }

  private Condition ready(Picture picture) {
    int ready = picture.readyOrdinals().size();
    int desired = picture.model().scale().ordinals().size();
    boolean all = ready >= desired;
    return condition(
        READY,
        all,
        all ? "AllReplicasReady" : "ReplicasNotReady",
        "%d of %d replicas are ready".formatted(ready, desired));
  }

  private Condition progressing(Picture picture) {
    SortedSet<Integer> missing = new TreeSet<>(picture.model().scale().ordinals());
    missing.removeAll(picture.readyOrdinals());
    long outdated =
        picture.replicas().stream()
            .filter(Picture::stays)
            .filter(replica -> !picture.isUpdated(replica))
            .count();
    boolean leaving = picture.replicas().stream().anyMatch(replica -> !Picture.stays(replica));
    RolloutView rollout = picture.rollout().view();
    if (picture.rollout().stuck()) {
      return condition(
          PROGRESSING,
          false,
          "ProgressDeadlineExceeded",
          "nothing was updated for %s: ordinals that are not ready, or not of the new template: %s"
              .formatted(
                  Durations.format(picture.model().rollout().progressDeadline()),
                  some(rollout.pending())));
    }
    if (outdated > 0 && !rollout.pending().isEmpty()) {
      return condition(
          PROGRESSING,
          true,
          "RollingOut",
          "%d of %d ordinals are of the new template"
              .formatted(rollout.updated().size(), picture.model().scale().ordinals().size()));
    }
    if (!missing.isEmpty()) {
      return condition(
          PROGRESSING, true, "Starting", "ordinals that are not ready: " + some(missing));
    }
    if (leaving) {
      return condition(PROGRESSING, true, "Draining", "replicas are leaving");
    }
    return rollout.held().isEmpty()
        ? condition(PROGRESSING, false, "Complete", "everything is as the resource says")
        : held(picture.model(), rollout);
  }

  private Condition held(LoadBalancerModel model, RolloutView rollout) {
    String ordinals = "ordinals that keep an older template: " + some(rollout.held());
    return model.rollout().paused()
        ? condition(PROGRESSING, false, "Paused", "the rollout is paused: " + ordinals)
        : condition(PROGRESSING, false, "PartitionReached", ordinals);
  }

  /** A thousand of them are no sentence. */
  private static String some(SortedSet<Integer> ordinals) {
    int shown = 10;
    String list =
        ordinals.stream().limit(shown).map(String::valueOf).collect(Collectors.joining(", "));
    return ordinals.size() > shown
        ? list + " and %d more".formatted(ordinals.size() - shown)
        : list;
  }

  private Condition degraded(Picture picture, @Nullable Finding refused) {
    // What is in the way is found once, and told twice.
    Set<Finding> all = new LinkedHashSet<>();
    if (refused != null) {
      all.add(refused);
    }
    all.addAll(picture.findings());
    picture.replicas().stream()
        .filter(replica -> Picture.stays(replica) && !replica.exit().isEmpty())
        .map(Finding::ofAiling)
        .forEach(all::add);
    List<Finding> findings = List.copyOf(all);
    if (findings.isEmpty()) {
      return condition(DEGRADED, false, "AsExpected", "nothing is wrong");
    }
    Finding first = findings.getFirst();
    String more = findings.size() == 1 ? "" : " (and %d more)".formatted(findings.size() - 1);
    return condition(DEGRADED, true, first.reason(), first.sentence() + more);
  }

  private Condition condition(String type, boolean is, String reason, String message) {
    String status = is ? "True" : "False";
    String since =
        before.stream()
            .filter(known -> known.type().equals(type) && known.status().equals(status))
            .map(Condition::lastTransitionTime)
            .findFirst()
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new Condition(type, status, generation, since, reason, message);
  }
}

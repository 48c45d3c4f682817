package dev.ringmaster.kubernetes;

import dev.ringmaster.pool.LastWords;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What ails a Pod, or how it ended, in words for people: the reason first. */
final class PodWords {
  /** Of a container that waits because it has to, not because something is wrong. */
  private static final Set<String> USUAL = Set.of("ContainerCreating", "PodInitializing", "");

  private static final String CRASH_LOOP = "CrashLoopBackOff";

  /** Restarts that are more than one accident. */
  private static final int AGAIN = 2;

  private PodWords() {}

  /** Of one that failed or succeeded. */
  static List<String> ofTheEnd(Pod pod) {
    PodStatus status = pod.getStatus();
    ContainerStatus container = PodReader.container(pod);
    ContainerState state = container == null ? null : container.getState();
    if (state != null && state.getTerminated() != null && status.getReason() == null) {
      return ofContainer(state.getTerminated());
    }
    String reason = text(status.getReason());
    return LastWords.of(
        reason.isEmpty() ? "ended" : reason.replaceFirst("^Evicted$", "evicted"),
        () -> text(status.getMessage()));
  }

  /** Of one that lives; empty while it is well. */
  static List<String> ailment(Pod pod) {
    ContainerStatus container = PodReader.container(pod);
    ContainerState state = container == null ? null : container.getState();
    if (container != null && state != null && state.getWaiting() != null) {
      return ofWaiting(state.getWaiting(), container.getLastState());
    }
    ContainerStateTerminated end = container == null ? null : lastEnd(container);
    if (end != null) {
      List<String> words = new ArrayList<>(List.of(CRASH_LOOP));
      words.addAll(ofContainer(end));
      return words;
    }
    return PodReader.condition(pod, "PodScheduled")
        .filter(scheduled -> "False".equals(scheduled.getStatus()))
        .map(PodWords::ofCondition)
        .orElse(List.of());
  }

  /**
   * Of one that ends again and again, and lives between two ends: so that what ails it is one
   * matter and not a new one each time.
   */
  private static @Nullable ContainerStateTerminated lastEnd(ContainerStatus container) {
    boolean again = Objects.requireNonNullElse(container.getRestartCount(), 0) >= AGAIN;
    if (!again || Boolean.TRUE.equals(container.getReady())) {
      return null;
    }
    ContainerState state = container.getState();
    ContainerState last = container.getLastState();
    return state != null && state.getTerminated() != null
        ? state.getTerminated()
        : last == null ? null : last.getTerminated();
  }

  private static List<String> ofWaiting(
      ContainerStateWaiting waiting, @Nullable ContainerState last) {
    String reason = text(waiting.getReason());
    if (USUAL.contains(reason)) {
      return List.of();
    }
    List<String> words = new ArrayList<>(LastWords.of(reason, () -> text(waiting.getMessage())));
    if (last != null && last.getTerminated() != null) {
      // The kubelet's own message tells its back-off; why the container ends, people ask first.
      words.subList(1, words.size()).clear();
      words.addAll(ofContainer(last.getTerminated()));
    }
    return words;
  }

  private static List<String> ofCondition(PodCondition scheduled) {
    return LastWords.of(text(scheduled.getReason()), () -> text(scheduled.getMessage()));
  }

  private static List<String> ofContainer(ContainerStateTerminated terminated) {
    String reason = text(terminated.getReason());
    String how = LastWords.ofCode(Objects.requireNonNullElse(terminated.getExitCode(), 0));
    return LastWords.of(
        "OOMKilled".equals(reason) ? "killed: out of memory" : how,
        () -> text(terminated.getMessage()));
  }

  private static String text(@Nullable String given) {
    return Objects.requireNonNullElse(given, "");
  }
}

package dev.ringmaster.roster;

import dev.ringmaster.scale.Scaling.Outcome;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Those who wait for ordinals to become routable. Confined to one thread. */
public final class Readiness {
  /** How long {@code /add} waits for its newcomers. */
  public static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Set<Wait> waits = new LinkedHashSet<>();

  private record Wait(Set<Integer> ordinals, long deadline, Consumer<Outcome> answer) {}

  /** Answers when all of the ordinals are routable, or at the deadline. */
  public void await(Collection<Integer> ordinals, long deadline, Consumer<Outcome> answer) {
    waits.add(new Wait(new HashSet<>(ordinals), deadline, answer));
  }

  /** When the next of them is late; {@link Long#MAX_VALUE} where nobody waits. */
  public long nextDeadline() {
    return waits.stream().mapToLong(Wait::deadline).min().orElse(Long.MAX_VALUE);
  }

  /**
   * Answers whom it can.
   *
   * @param desired an ordinal that is no longer desired is not waited for
   * @param routable ordinals that take requests
   * @param names of the routable replicas
   */
  public void settle(
      Collection<Integer> desired, Collection<Integer> routable, List<String> names, long now) {
    for (Iterator<Wait> all = waits.iterator(); all.hasNext(); ) {
      Wait wait = all.next();
      wait.ordinals().retainAll(desired);
      wait.ordinals().removeAll(routable);
      boolean late = now - wait.deadline() >= 0;
      if (wait.ordinals().isEmpty()) {
        all.remove();
        wait.answer().accept(new Outcome.Done(names));
      } else if (late) {
        all.remove();
        wait.answer()
            .accept(
                new Outcome.Late(
                    "%d new instances are not ready in time; they are still being started"
                        .formatted(wait.ordinals().size())));
      }
    }
  }
}

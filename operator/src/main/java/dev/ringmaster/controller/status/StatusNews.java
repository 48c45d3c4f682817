package dev.ringmaster.controller.status;

import dev.ringmaster.api.status.Condition;
import dev.ringmaster.api.status.LoadBalancerStatus;
import java.util.Optional;

/** Whether somebody may be waiting for just this change of a status. */
public final class StatusNews {
  private StatusNews() {}

  /** It became ready, or a condition that it had turned round. */
  public static boolean in(LoadBalancerStatus before, LoadBalancerStatus after) {
    return after.conditions().stream().anyMatch(condition -> isNews(before, condition));
  }

  private static boolean isNews(LoadBalancerStatus before, Condition condition) {
    Optional<Condition> last =
        before.conditions().stream()
            .filter(other -> other.type().equals(condition.type()))
            .findFirst();
    return last.isPresent()
        ? !last.get().status().equals(condition.status())
        : condition.type().equals("Ready") && condition.status().equals("True");
  }
}

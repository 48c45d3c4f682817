package dev.ringmaster.controller.story;

import dev.ringmaster.api.LoadBalancer;
import dev.ringmaster.api.status.Condition;
import dev.ringmaster.api.status.LoadBalancerStatus;
import dev.ringmaster.controller.status.Finding;
import dev.ringmaster.controller.story.EventWriter.Severity;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.loop.PoolEvent;
import dev.ringmaster.pool.plan.PoolAction.DrainReason;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What happened to one balancer, told as events, and what of it still counts. */
public final class Story {
  private final EventWriter events;
  private final SortedMap<Integer, Finding> ended = new TreeMap<>();

  public Story(EventWriter events) {
    this.events = events;
  }

  /** Ordinals whose replica ended, or could not be created, and that wait to be tried again. */
  public List<Finding> findings() {
    return List.copyOf(ended.values());
  }

  /** What happened to these ordinals is over. */
  public void settled(Collection<Integer> ordinals) {
    ended.keySet().removeAll(ordinals);
  }

  /** Nobody asks for others than these any more. */
  public void keepOnly(Collection<Integer> ordinals) {
    ended.keySet().retainAll(ordinals);
  }

  public void tell(LoadBalancer balancer, PoolEvent event) {
    Replica replica = event.replica();
    String who = "%s (ordinal %d)".formatted(replica.name(), replica.ordinal());
    switch (event) {
      case PoolEvent.Started started -> started(balancer, who, replica);
      case PoolEvent.Adopted adopted -> {}
      case PoolEvent.Crashed crashed -> crashed(balancer, who, crashed);
      case PoolEvent.Draining draining ->
          events.write(
              balancer, severity(draining.reason()), "ReplicaDraining", who + " " + why(draining));
      // The condition Progressing says so.
      case PoolEvent.RolloutStuck stuck -> {}
      case PoolEvent.Stopped stopped ->
          events.write(balancer, Severity.NORMAL, "ReplicaStopped", who + " has ended");
    }
  }

  /** One that the API server refused has ended already, which is told. */
  private void started(LoadBalancer balancer, String who, Replica replica) {
    if (replica.phase() != Replica.Phase.EXITED) {
      events.write(
          balancer,
          Severity.NORMAL,
          "ReplicaCreated",
          who + " created as Pod " + replica.runtimeId());
    }
  }

  private void crashed(LoadBalancer balancer, String who, PoolEvent.Crashed crashed) {
    Duration delay = crashed.delay();
    String again = delay.isZero() ? "at once" : "in %.1f s".formatted(delay.toMillis() / 1_000.0);
    events.write(
        balancer,
        Severity.WARNING,
        "ReplicaEnded",
        "%s: %s; another is started %s"
            .formatted(who, String.join(", ", crashed.replica().exit()), again));
    if (!delay.isZero()) {
      ended.put(crashed.replica().ordinal(), Finding.ofEnded(crashed.replica()));
    }
  }

  private static Severity severity(DrainReason reason) {
    return switch (reason) {
      case HUNG, FAILING, LOST -> Severity.WARNING;
      case NOT_DESIRED, REPLACED, OUTDATED, ASKED, TOLD -> Severity.NORMAL;
    };
  }

  private static String why(PoolEvent.Draining draining) {
    return switch (draining.reason()) {
      case NOT_DESIRED -> "leaves: fewer replicas are wanted";
      case REPLACED -> "leaves: its successor is ready";
      case OUTDATED -> "leaves: its successor follows";
      case HUNG -> "runs but answers nothing: it is replaced";
      case FAILING -> "is not well: its successor is ready";
      case LOST -> "is on a node out of reach: it is replaced";
      case ASKED -> "is replaced, as somebody asked";
      case TOLD -> "is deleted by somebody else: it is replaced";
    };
  }

  /** Tells of conditions that are not what they were. */
  public void tell(LoadBalancer balancer, LoadBalancerStatus before, LoadBalancerStatus now) {
    for (Condition condition : now.conditions()) {
      Optional<Condition> last =
          before.conditions().stream()
              .filter(other -> other.type().equals(condition.type()))
              .findFirst();
      boolean same =
          last.filter(other ->
                  other.status().equals(condition.status())
                      && other.reason().equals(condition.reason()))
              .isPresent();
      if (!same) {
        tell(balancer, condition);
      }
    }
  }

  private void tell(LoadBalancer balancer, Condition condition) {
    boolean is = condition.status().equals("True");
    switch (condition.type()) {
      case "Accepted" -> {
        if (!is) {
          events.write(balancer, Severity.WARNING, condition.reason(), condition.message());
        }
      }
      case "Degraded" -> {
        if (is) {
          events.write(balancer, Severity.WARNING, condition.reason(), condition.message());
        }
      }
      case "Ready" -> {
        if (is) {
          events.write(balancer, Severity.NORMAL, condition.reason(), condition.message());
        }
      }
      default -> {}
    }
  }
}

package dev.ringmaster.cluster.drains;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Asks one router. */
@FunctionalInterface
public interface RouterAnswers {
  /**
   * Asks the router at an address what it has in flight at Pods that drain.
   *
   * @return by {@code namespace/name} of the Pod; nothing at all where nobody listens there, since
   *     a router that has ended has nothing in flight
   */
  CompletionStage<Answer> of(String host, int port);

  /** What a router says. */
  sealed interface Answer {
    /** By Pod: only those that it gives no more requests. */
    record InFlight(Map<String, Long> byPod) implements Answer {
      public InFlight {
        byPod = Map.copyOf(byPod);
      }
    }

    /** It has ended. */
    record Gone() implements Answer {}

    /** It did not say. */
    record Unknown(String reason) implements Answer {}
  }
}

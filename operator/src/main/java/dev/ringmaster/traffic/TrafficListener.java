package dev.ringmaster.traffic;

import dev.ringmaster.routing.RouteFailure;

/**
 * Hears what became of the requests of one balancer. Called on event loops, by many at once: it
 * must return at once.
 */
public interface TrafficListener {
  /** Hears nothing. */
  TrafficListener NONE =
      new TrafficListener() {
        @Override
        public void finished(FinishedRequest request) {}

        @Override
        public void tryFailed(RouteFailure failure) {}
      };

  /** A request that was routed has come to its end; called once for each. */
  void finished(FinishedRequest request);

  /** A try at a replica failed, whether or not another followed. */
  void tryFailed(RouteFailure failure);
}

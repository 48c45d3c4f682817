package dev.ringmaster.cluster;

import dev.ringmaster.routing.Dispatch;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.Progress;
import dev.ringmaster.routing.RouteDecision;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.testing.FakeHead;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** A request in flight, of a balancer that takes its keys from {@code X-User-Id}. */
record FleetRequest(Dispatch dispatch, RouteDecision decision) {
  /** One whose key is such that it goes to this endpoint. */
  static FleetRequest to(ClusterBalancer balancer, Predicate<Endpoint> there) {
    for (int i = 0; i < 1_000; i++) {
      Dispatch dispatch =
          balancer
              .dispatcher()
              .dispatch(FakeHead.get("X-User-Id: u" + i), new SplittableRandom(1), 0);
      RouteDecision decision = dispatch.first();
      if (decision == null) {
        throw new AssertionError("nobody takes requests");
      }
      if (there.test(decision.endpoint())) {
        return new FleetRequest(dispatch, decision);
      }
      decision.lease().close();
    }
    throw new AssertionError("no key leads there");
  }

  Endpoint endpoint() {
    return decision.endpoint();
  }

  /** It fails, so that it can't be sent again. */
  void fail(RouteFailure failure) {
    var unused = dispatch.retry(decision, failure, Progress.ANSWERING, 0);
  }
}

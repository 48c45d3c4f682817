package dev.ringmaster.app.local;

import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.loop.PoolEvent;
import dev.ringmaster.routing.Endpoint;
import java.time.Duration;

/** Hears the story of a balancer, on the control thread. */
public interface BalancerListener {
  /** The pool changed. */
  void pool(PoolEvent event);

  /** A replica answered its first probe. */
  void ready(Replica replica, Duration after);

  /** A replica was taken out of routing though it runs. */
  void ejected(Replica replica, HealthEvent reason);

  /** A replica that was taken out is routed to again. */
  void recovered(Replica replica);

  /** No connection to this replica is of any use now. */
  void gone(Endpoint endpoint);
}

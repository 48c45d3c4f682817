package dev.ringmaster.app.local;

import dev.ringmaster.pool.loop.PoolEvent;
import dev.ringmaster.roster.RosterListener;
import dev.ringmaster.routing.Endpoint;

/** Hears the story of a balancer, on the control thread. */
public interface BalancerListener extends RosterListener {
  /** The pool changed. */
  void pool(PoolEvent event);

  /** No connection to this replica is of any use now. */
  void gone(Endpoint endpoint);
}

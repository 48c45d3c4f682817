package dev.ringmaster.app.admin;

import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.roster.RosterListener;
import dev.ringmaster.telemetry.BalancerMeters;
import java.time.Duration;

/** Counts how replicas fare, and passes it on. */
record MeteredRoster(BalancerMeters meters, RosterListener next) implements RosterListener {
  @Override
  public void ready(Replica replica, Duration after) {
    meters.ready(after);
    next.ready(replica, after);
  }

  @Override
  public void ejected(Replica replica, HealthEvent reason) {
    meters.ejected(reason);
    next.ejected(replica, reason);
  }

  @Override
  public void recovered(Replica replica) {
    next.recovered(replica);
  }
}

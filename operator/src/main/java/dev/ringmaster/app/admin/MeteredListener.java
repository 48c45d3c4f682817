package dev.ringmaster.app.admin;

import dev.ringmaster.app.local.BalancerListener;
import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.loop.PoolEvent;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.telemetry.BalancerMeters;
import java.time.Duration;

/** Counts what a balancer tells, and passes it on. */
record MeteredListener(BalancerMeters meters, BalancerListener next) implements BalancerListener {
  @Override
  public void pool(PoolEvent event) {
    meters.pool(event);
    next.pool(event);
  }

  @Override
  public void ready(Replica replica, Duration after) {
    roster().ready(replica, after);
  }

  @Override
  public void ejected(Replica replica, HealthEvent reason) {
    roster().ejected(replica, reason);
  }

  @Override
  public void recovered(Replica replica) {
    roster().recovered(replica);
  }

  private MeteredRoster roster() {
    return new MeteredRoster(meters, next);
  }

  @Override
  public void gone(Endpoint endpoint) {
    next.gone(endpoint);
  }
}

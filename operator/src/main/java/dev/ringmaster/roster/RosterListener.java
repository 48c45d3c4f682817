package dev.ringmaster.roster;

import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.pool.Replica;
import java.time.Duration;

/** Hears how replicas fare, after the table knows it. */
public interface RosterListener {
  /** A replica takes requests for the first time. */
  void ready(Replica replica, Duration after);

  /** A replica was taken out of routing though it runs. */
  void ejected(Replica replica, HealthEvent reason);

  /** A replica that was taken out is routed to again. */
  void recovered(Replica replica);
}

package dev.ringmaster.router.upstream;

import dev.ringmaster.load.ReplicaLoad;
import dev.ringmaster.router.wire.Head;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.RouteFailure;
import io.netty.bootstrap.Bootstrap;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connections to replicas of one event loop, by incarnation: an address may be another
 * replica's soon. Nothing here is seen by another thread.
 */
public final class ReplicaPools {
  /** Below the idle time after which common servers close: they must not close under our hands. */
  private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(4);

  /**
   * Then a connection ends with its response, and another one may find another way through what
   * lies between: from 8 to 12 minutes, for those opened together must not end together.
   */
  static final long LEAST_AGE_NANOS = TimeUnit.MINUTES.toNanos(8);

  static final long MOST_AGE_NANOS = TimeUnit.MINUTES.toNanos(12);

  /** Read into by each response of the loop in turn. */
  final Head response = new Head();

  private final Bootstrap connector;
  private final Names names;
  private final RandomGenerator random;
  private final Map<ReplicaLoad, Pool> pools = new HashMap<>();

  /** The last one returned is the first one taken: the others may grow old and go. */
  static final class Pool {
    private final ReplicaLoad incarnation;
    private final ArrayDeque<ReplicaConnection> idle = new ArrayDeque<>();
    private final Set<ReplicaConnection> all = new HashSet<>();
    private boolean forgotten;

    private Pool(ReplicaLoad incarnation) {
      this.incarnation = incarnation;
    }

    /** It may carry another request. */
    void release(ReplicaConnection connection) {
      if (forgotten) {
        connection.close();
      } else {
        idle.addFirst(connection);
      }
    }
  }

  /**
   * No connection yet.
   *
   * @param connector of the event loop
   * @param names looks up those that are no addresses
   */
  public ReplicaPools(Bootstrap connector, Names names, RandomGenerator random) {
    this.connector = connector;
    this.names = names;
    this.random = random;
  }

  /** An open connection to this incarnation that carries nothing, or null. */
  public @Nullable ReplicaConnection take(ReplicaLoad incarnation) {
    Pool pool = pools.get(incarnation);
    return pool == null ? null : pool.idle.pollFirst();
  }

  /** Opens a connection to a replica, and hands it, or why there is none, to the sink. */
  public void connect(Endpoint endpoint, Duration within, ResponseSink sink) {
    ReplicaLoad incarnation = endpoint.load();
    Dial.Outcome outcome =
        new Dial.Outcome() {
          @Override
          public void connected(ReplicaConnection connection) {
            opened(incarnation, connection, System.nanoTime());
            sink.connected(connection);
          }

          @Override
          public void failed(RouteFailure failure) {
            sink.notConnected(failure);
          }
        };
    new Dial(
            connector,
            endpoint,
            () -> new ReplicaConnection(this),
            System.nanoTime() + within.toNanos(),
            outcome)
        .begin(names);
  }

  void opened(ReplicaLoad incarnation, ReplicaConnection connection, long now) {
    Pool pool = pools.computeIfAbsent(incarnation, Pool::new);
    pool.all.add(connection);
    connection.keptBy(pool, now + random.nextLong(LEAST_AGE_NANOS, MOST_AGE_NANOS));
  }

  void closed(Pool pool, ReplicaConnection connection) {
    pool.idle.remove(connection);
    pool.all.remove(connection);
    if (pool.all.isEmpty()) {
      pools.remove(pool.incarnation, pool);
    }
  }

  /** Closes connections that carried nothing for too long. */
  public void expire(long now) {
    List.copyOf(pools.values()).forEach(pool -> expire(pool, now));
  }

  private static void expire(Pool pool, long now) {
    ReplicaConnection oldest = pool.idle.peekLast();
    while (oldest != null && now - oldest.idleSince() > KEEP_ALIVE_NANOS) {
      pool.idle.removeLast();
      oldest.close();
      oldest = pool.idle.peekLast();
    }
  }

  /**
   * Ends all connections to an incarnation that is gone. What it had answered may still be on its
   * way, so those that wait for an answer get a moment for it.
   */
  public void forget(ReplicaLoad incarnation) {
    Pool pool = pools.remove(incarnation);
    if (pool != null) {
      pool.forgotten = true;
      List.copyOf(pool.idle).forEach(ReplicaConnection::close);
      pool.all.forEach(ReplicaConnection::orphan);
    }
  }
}

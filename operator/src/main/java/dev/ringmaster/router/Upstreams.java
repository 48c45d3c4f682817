package dev.ringmaster.router;

import dev.ringmaster.load.ReplicaLoad;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.routing.Timeouts;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A connection pool for every incarnation of a replica: never for an address, which the next
 * incarnation, or another service, may have by then.
 */
final class Upstreams {
  /** No limit that a client could make others wait at: bounded load is the core's business. */
  private static final int MAX_CONNECTIONS = 100_000;

  /** Below the idle time after which common servers close: they must not close under our hands. */
  private static final int KEEP_ALIVE_SECONDS = 4;

  private static final int MAX_HEAD_BYTES = 65_536;

  private final Vertx vertx;
  private final Map<ReplicaLoad, HttpClient> pools = new ConcurrentHashMap<>();

  Upstreams(Vertx vertx) {
    this.vertx = vertx;
  }

  HttpClient of(Endpoint endpoint, Timeouts timeouts) {
    HttpClient known = pools.get(endpoint.load());
    return known != null
        ? known
        : pools.computeIfAbsent(endpoint.load(), incarnation -> create(timeouts));
  }

  /** Closes the connections to an incarnation that is gone. */
  void forget(ReplicaLoad incarnation) {
    HttpClient pool = pools.remove(incarnation);
    if (pool != null) {
      pool.close();
    }
  }

  private HttpClient create(Timeouts timeouts) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) timeouts.connect().toMillis())
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setMaxInitialLineLength(MAX_HEAD_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES);
    return vertx
        .httpClientBuilder()
        .with(options)
        .with(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS).setMaxWaitQueueSize(0))
        // An idle connection that breaks leaves the pool: no news for anybody.
        .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
        .build();
  }
}

package dev.ringmaster.probe;

import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.health.HealthPolicy;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Asks one replica once, always over a new connection: a replica that can't accept any is not well,
 * however its old ones fare.
 */
final class Prober {
  /** Probes run side by side: one replica that hangs must not delay the others' turn. */
  private static final int MAX_CONNECTIONS_PER_REPLICA = 4;

  private final HealthPolicy policy;
  private final HttpClient http;
  private final NetClient tcp;

  Prober(Vertx vertx, HealthPolicy policy) {
    this.policy = policy;
    int timeout = (int) policy.timeout().toMillis();
    http =
        vertx
            .httpClientBuilder()
            .with(new HttpClientOptions().setKeepAlive(false).setConnectTimeout(timeout))
            .with(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS_PER_REPLICA))
            .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
            .build();
    tcp = vertx.createNetClient(new NetClientOptions().setConnectTimeout(timeout));
  }

  /** After so long every probe was answered or given up. */
  Duration timeout() {
    return policy.timeout();
  }

  /** The answer; the future never fails. */
  Future<HealthEvent> ask(String host, int port) {
    String path = policy.path();
    Future<HealthEvent> answer = path == null ? connect(host, port) : get(host, port, path);
    return answer
        .timeout(policy.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .otherwise(Prober::eventOf);
  }

  private Future<HealthEvent> connect(String host, int port) {
    return tcp.connect(port, host)
        .compose(socket -> socket.close().otherwiseEmpty())
        .map(closed -> HealthEvent.PROBE_OK);
  }

  private Future<HealthEvent> get(String host, int port, String path) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(host)
            .setPort(port)
            .setURI(path)
            .setTimeout(policy.timeout().toMillis());
    return http.request(options).compose(this::answer);
  }

  /** One that is given up is cut: a body that never ends would hold its connection for ever. */
  private Future<HealthEvent> answer(HttpClientRequest request) {
    return request
        .send()
        .compose(response -> response.end().map(end -> eventOf(response.statusCode())))
        .timeout(policy.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(late -> request.reset());
  }

  private static HealthEvent eventOf(int status) {
    return status / 100 == 2 ? HealthEvent.PROBE_OK : HealthEvent.PROBE_FAILED;
  }

  private static HealthEvent eventOf(Throwable failure) {
    boolean refused =
        failure instanceof ConnectException && !(failure instanceof ConnectTimeoutException);
    return refused ? HealthEvent.REFUSED : HealthEvent.PROBE_FAILED;
  }

  void close() {
    http.close();
    tcp.close();
  }
}

package dev.ringmaster.admin.peer;

import dev.ringmaster.admin.tls.TlsFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks other replicas, as somebody whom the cluster knows. Safe for any thread. */
public final class PeerClient {
  private static final String DRAINING = "/api/v1/draining";
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int OK = 200;

  private final HttpClient client;
  private final @Nullable TlsFiles tls;
  private final Supplier<String> token;

  /**
   * A client that is closed with its Vert.x.
   *
   * @param tls of the own admin port, which all replicas have alike: the others must show the same
   *     certificate. Null: they speak plain HTTP
   * @param token that shows who asks; empty for none
   */
  public PeerClient(Vertx vertx, @Nullable TlsFiles tls, Supplier<String> token) {
    this.tls = tls;
    this.token = token;
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) TIMEOUT.toMillis())
                .setSsl(tls != null)
                .setUseAlpn(false));
  }

  /**
   * Requests in flight at replicas that get no more of them, by {@code namespace/Pod}; fails where
   * it is not told within 2 s.
   */
  public Future<Map<String, Long>> draining(String host, int port) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(host)
            .setPort(port)
            .setURI(DRAINING)
            .setTimeout(TIMEOUT.toMillis())
            .setIdleTimeout(TIMEOUT.toMillis());
    if (tls != null) {
      options.setSslOptions(tls.pinned());
    }
    String shown = token.get();
    if (!shown.isEmpty()) {
      options.putHeader("authorization", "Bearer " + shown);
    }
    return client
        .request(options)
        .compose(HttpClientRequest::send)
        .compose(PeerClient::body)
        .map(PeerClient::counts);
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    return response.statusCode() == OK
        ? response.body()
        : Future.failedFuture(
            new IOException("got status %d, expected %d".formatted(response.statusCode(), OK)));
  }

  private static Map<String, Long> counts(Buffer body) {
    JsonObject draining = new JsonObject(body).getJsonObject("draining");
    Map<String, Long> counts = new HashMap<>();
    draining.forEach(entry -> counts.put(entry.getKey(), ((Number) entry.getValue()).longValue()));
    return counts;
  }
}

package dev.ringmaster.app.aot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * As much of a Kubernetes cluster as a rehearsal of the operator talks to: it keeps what it is
 * given, tells watches of it, and every Pod is ready at once. All but the constructor and {@link
 * #play} is confined to one event loop.
 */
final class MadeUpCluster implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String POD_STATUS =
      """
      {"phase":"Running","podIP":"127.0.0.1","conditions":[{"type":"Ready","status":"True"},{"type":"PodScheduled","status":"True"}],
       "containerStatuses":[{"name":"replica","ready":true,"state":{"running":{}}}]}
      """;
  private static final ApiPath BALANCERS =
      ApiPath.of("/apis/ringmaster.dev/v1alpha1/namespaces/default/loadbalancers");
  private static final String NOT_FOUND =
      """
      {"apiVersion":"v1","kind":"Status","status":"Failure","code":404,"reason":"NotFound"}
      """;

  /** What a review says. */
  private static final ObjectNode ALLOWED = JSON.createObjectNode().put("allowed", true);

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  private final Map<String, Kept> objects = new LinkedHashMap<>();

  private final Map<ServerWebSocket, ApiPath> watches = new LinkedHashMap<>();
  private final CountDownLatch ready;
  private int version;

  private record Kept(ApiPath path, ObjectNode object) {}

  /**
   * An empty cluster.
   *
   * @param balancers that will be played
   */
  MadeUpCluster(int balancers) {
    ready = new CountDownLatch(balancers);
    server = vertx.createHttpServer().requestHandler(this::take);
    var unused = wait(server.listen(0, "127.0.0.1"));
  }

  private static <T> T wait(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  /** For KUBECONFIG, in a file of this folder. */
  Path kubeconfig(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        {"apiVersion":"v1","kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],
         "clusters":[{"name":"c","cluster":{"server":"http://127.0.0.1:%d"}}],"users":[{"name":"u","user":{"token":"t"}}]}
        """
            .formatted(server.actualPort()));
  }

  /** Creates the balancers, and waits for a bounded time until all are ready. */
  void play(int seconds) {
    for (long number = ready.getCount(); number > 0; number--) {
      String name = "web-" + number;
      vertx.runOnContext(unused -> put(BALANCERS.named(name), balancer(name)));
    }
    try {
      var unused = ready.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static ObjectNode balancer(String name) {
    return read(
        """
        {"apiVersion":"ringmaster.dev/v1alpha1","kind":"LoadBalancer","metadata":{"name":"%s","namespace":"default"},
         "spec":{"replicas":3,"template":{"image":"example.org/web"},"routing":{"keys":[{"header":"X-User-Id"}]}}}
        """
            .formatted(name));
  }

  private void take(HttpServerRequest request) {
    ApiPath path = ApiPath.of(request.path());
    if ("true".equals(request.getParam("watch"))) {
      var unused =
          request
              .toWebSocket()
              .onSuccess(
                  socket -> watch(socket, path.selecting(request.getParam("labelSelector"))));
      return;
    }
    var unused =
        request.body().onSuccess(body -> request.response().end(answer(request, path, body)));
  }

  private void watch(ServerWebSocket socket, ApiPath path) {
    watches.put(socket, path);
    socket.closeHandler(unused -> watches.remove(socket));
    // What came between the list and the watch; a second time does no harm.
    objects.values().forEach(kept -> tell(socket, path, "MODIFIED", kept));
  }

  private Buffer answer(HttpServerRequest request, ApiPath path, Buffer body) {
    request.response().putHeader("Content-Type", "application/json");
    if (request.method().equals(HttpMethod.GET)) {
      if (path.isCollection()) {
        return Buffer.buffer(list(path.selecting(request.getParam("labelSelector"))).toString());
      }
      Kept kept = objects.get(path.key());
      request.response().setStatusCode(kept == null ? 404 : 200);
      return Buffer.buffer(kept == null ? NOT_FOUND : kept.object().toString());
    }
    ObjectNode given = read(body.toString());
    if (!given.has("metadata")) {
      return Buffer.buffer(given.set("status", ALLOWED).toString());
    }
    ApiPath named = path.named(given.at("/metadata/name").asText());
    return Buffer.buffer(put(named, given).toString());
  }

  private ObjectNode list(ApiPath path) {
    ObjectNode list = read("{\"kind\":\"List\",\"apiVersion\":\"v1\"}");
    list.putObject("metadata").put("resourceVersion", String.valueOf(version));
    var items = list.putArray("items");
    objects.values().stream()
        .filter(kept -> path.selects(kept.path(), kept.object()))
        .forEach(kept -> items.add(kept.object()));
    return list;
  }

  /** Creates, applies or replaces; of a status, that alone. */
  private ObjectNode put(ApiPath path, ObjectNode given) {
    Kept before = objects.get(path.key());
    ObjectNode object = path.isStatus() && before != null ? before.object().deepCopy() : given;
    object.set("status", given.get("status"));
    ObjectNode metadata = (ObjectNode) object.get("metadata");
    metadata.put("uid", path.key()).put("resourceVersion", String.valueOf(++version));
    metadata.put("creationTimestamp", "2026-01-01T00:00:00Z").put("generation", 1);
    if (path.isOf("pods")) {
      object.set("status", read(POD_STATUS));
    }
    Kept now = new Kept(path, object);
    objects.put(path.key(), now);
    String type = before == null ? "ADDED" : "MODIFIED";
    watches.forEach((socket, watched) -> tell(socket, watched, type, now));
    if (path.isStatus() && before != null && isReady(object) && !isReady(before.object())) {
      ready.countDown();
    }
    return object;
  }

  private static void tell(ServerWebSocket socket, ApiPath watched, String type, Kept kept) {
    if (watched.selects(kept.path(), kept.object())) {
      ObjectNode event = JSON.createObjectNode().put("type", type);
      event.set("object", kept.object());
      var unused = socket.writeTextMessage(event.toString());
    }
  }

  private static boolean isReady(ObjectNode balancer) {
    for (JsonNode condition : balancer.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")
          && condition.path("status").asText().equals("True")) {
        return true;
      }
    }
    return false;
  }

  private static ObjectNode read(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (IOException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }

  @Override
  public void close() {
    var unused = wait(vertx.close());
  }
}

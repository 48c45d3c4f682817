package dev.ringmaster.pool.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An engine of one container, which fails when it is told to. It sends no events, and pulls without
 * an end.
 */
final class FakeEngine implements AutoCloseable {
  static final String NETWORK = "fake";
  static final String ID = "0123456789abcdef";

  /** What was asked for is done, and the connection breaks before the answer. */
  static final Answer LOST = new Answer(0, "");

  private static final Answer NONE = new Answer(404, "{\"message\":\"No such container\"}");
  private static final Pattern LABELS = Pattern.compile("\"Labels\":(\\{[^}]*\\})");

  final List<String> requests = new CopyOnWriteArrayList<>();

  /** It has no ports for whoever runs. */
  volatile boolean portless;

  private final Map<String, Queue<Answer>> planned = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile String labels = "";
  private volatile boolean running;

  /** An answer instead of the right one. */
  record Answer(int status, String body) {}

  FakeEngine() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String host() {
    return "tcp://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next requests of this kind are answered so. */
  void plan(String request, Answer... answers) {
    planned
        .computeIfAbsent(request, none -> new ConcurrentLinkedQueue<>())
        .addAll(List.of(answers));
  }

  boolean holdsAContainer() {
    return !labels.isEmpty();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String request = kind(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    requests.add(request);
    Answer other = planned.getOrDefault(request, new ConcurrentLinkedQueue<>()).poll();
    if (LOST.equals(other)) {
      answer(request, body);
      exchange.close();
    } else if (request.equals("events") || request.equals("pull")) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush();
    } else {
      send(exchange, other == null ? answer(request, body) : other);
    }
  }

  private static String kind(String method, String path) {
    if (method.equals("DELETE")) {
      return "remove";
    }
    if (path.equals("/images/create")) {
      return "pull";
    }
    if (path.matches("/containers/[^/]+/json")) {
      return "inspect";
    }
    return path.equals("/containers/json") ? "list" : path.substring(path.lastIndexOf('/') + 1);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private Answer answer(String request, String body) {
    return switch (request) {
      case "version" -> new Answer(200, "{\"ApiVersion\":\"1.41\"}");
      case "info" ->
          new Answer(200, "{\"SystemTime\":\"%s\"}".formatted(OffsetDateTime.now(ZoneOffset.UTC)));
      case "networks" ->
          new Answer(200, "[{\"Name\":\"%s\",\"Driver\":\"bridge\"}]".formatted(NETWORK));
      case "list" -> new Answer(200, holdsAContainer() ? "[%s]".formatted(listed()) : "[]");
      case "inspect" -> holdsAContainer() ? new Answer(200, inspected()) : NONE;
      case "create" -> create(body);
      case "start" -> run(true);
      case "stop" -> run(false);
      case "remove" -> remove();
      default -> NONE;
    };
  }

  private Answer create(String body) {
    if (holdsAContainer()) {
      return new Answer(409, "{\"message\":\"Conflict. The container name is already in use\"}");
    }
    Matcher found = LABELS.matcher(body);
    labels = found.find() ? found.group(1) : "{}";
    return new Answer(201, "{\"Id\":\"%s\"}".formatted(ID));
  }

  private Answer run(boolean wanted) {
    running = wanted;
    return new Answer(204, "");
  }

  private Answer remove() {
    labels = "";
    return new Answer(204, "");
  }

  private String listed() {
    return "{\"Id\":\"%s\",\"State\":\"%s\",\"Labels\":%s,\"Ports\":[],\"NetworkSettings\":{\"Networks\":{}}}"
        .formatted(ID, running ? "running" : "exited", labels);
  }

  private String inspected() {
    return """
    {"Id":"%s","State":{"Running":%s,"Paused":false,"ExitCode":0,"StartedAt":"t"},"HostConfig":{},
     "Config":{"Labels":%s,"Image":"i"},"NetworkSettings":{"Networks":{},"Ports":{%s}}}
    """
        .formatted(
            ID,
            running,
            labels,
            portless ? "" : "\"5000/tcp\":[{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"1\"}]");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

package dev.ringmaster.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the replica answers, by exact path: the JDK's contexts match by prefix. */
final class Answers implements HttpHandler {
  private static final List<String> GET = List.of("GET", "HEAD");
  private static final List<String> POST = List.of("POST");
  private static final Map<String, List<String>> METHODS =
      Map.of("/home", GET, "/heartbeat", GET, "/sleep", GET, "/echo", POST);
  private static final int LONGEST_SLEEP_MILLIS = 60_000;
  private static final byte[] NOTHING = {};

  private final byte[] hello;
  private final String ordinal;
  private volatile boolean closing;

  Answers(String serverId, String ordinal) {
    this.hello = Json.message("Hello from Server: " + serverId, "successful").getBytes(UTF_8);
    this.ordinal = ordinal;
  }

  /** From now on replies tell the peer not to use their connection again. */
  void closeAfterwards() {
    closing = true;
  }

  /** A failure leaves the exchange unclosed: the JDK then cuts it, and half a body stays half. */
  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    List<String> methods = METHODS.get(path);
    if (methods == null) {
      refuse(exchange, 404, "No such path");
    } else if (!methods.contains(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", String.join(", ", methods));
      refuse(exchange, 405, "No such method on this path");
    } else {
      answer(exchange, path);
    }
  }

  private void answer(HttpExchange exchange, String path) throws IOException {
    switch (path) {
      case "/home" -> reply(exchange, 200, hello);
      case "/sleep" -> sleep(exchange);
      case "/echo" -> echo(exchange);
      default -> reply(exchange, 200, NOTHING);
    }
  }

  private void sleep(HttpExchange exchange) throws IOException {
    long millis = millis(exchange.getRequestURI().getRawQuery());
    if (millis < 0) {
      refuse(exchange, 400, "Expected: /sleep?ms=N, N a whole number of milliseconds");
      return;
    }
    pause(Math.min(millis, LONGEST_SLEEP_MILLIS));
    reply(exchange, 200, Json.message("Slept", "successful").getBytes(UTF_8));
  }

  private static long millis(@Nullable String query) {
    if (query == null || !query.startsWith("ms=")) {
      return -1;
    }
    try {
      return Long.parseLong(query.substring("ms=".length()));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted in its sleep", e);
    }
  }

  private void echo(HttpExchange exchange) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null) {
      exchange.getResponseHeaders().set("Content-Type", type);
    }
    sendHead(exchange, 200, bodyLength(exchange.getRequestHeaders()));
    InputStream body = exchange.getRequestBody();
    OutputStream reply = exchange.getResponseBody();
    body.transferTo(reply);
    exchange.close();
  }

  /** As {@code sendResponseHeaders} wants it: 0 for chunks, -1 for an empty body. */
  private static long bodyLength(Headers request) {
    if (request.containsKey("Transfer-Encoding")) {
      return 0;
    }
    String length = request.getFirst("Content-Length");
    return length == null || Long.parseLong(length) == 0 ? -1 : Long.parseLong(length);
  }

  private void refuse(HttpExchange exchange, int status, String why) throws IOException {
    reply(exchange, status, Json.message(why, "failure").getBytes(UTF_8));
  }

  private void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    if (body.length > 0) {
      headers.set("Content-Type", "application/json");
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(body.length));
      sendHead(exchange, status, -1);
    } else {
      sendHead(exchange, status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private void sendHead(HttpExchange exchange, int status, long length) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    if (!ordinal.isEmpty()) {
      headers.set("X-Replica-Ordinal", ordinal);
    }
    if (closing) {
      headers.set("Connection", "close");
    }
    exchange.sendResponseHeaders(status, length);
  }
}

package dev.ringmaster.app.aot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * As much of a Docker engine as a rehearsal talks to: one container runs already, each one that is
 * started runs at once.
 */
final class MadeUpEngine implements AutoCloseable {
  private static final String LABELS =
      """
      {"dev.ringmaster.owner":"rehearsal","dev.ringmaster.loadbalancer":"default/rehearsal","dev.ringmaster.ordinal":"0",
       "dev.ringmaster.incarnation":"1","dev.ringmaster.name":"s1","dev.ringmaster.revision":"r","dev.ringmaster.port":"5000"}
      """;
  private static final String LIST =
      """
      [{"Id":"1","Names":["/s1"],"Image":"i","State":"running","Status":"Up","Labels":%s,
        "Ports":[{"IP":"127.0.0.1","PrivatePort":5000,"PublicPort":5001,"Type":"tcp"}],
        "HostConfig":{"NetworkMode":"n"},"NetworkSettings":{"Networks":{"n":{"IPAddress":"192.0.2.1"}}},"Mounts":[]}]
      """
          .formatted(LABELS);
  private static final String INSPECTED =
      """
      {"Id":"1","Name":"/s1","Image":"i","RestartCount":0,"Mounts":[],
       "State":{"Status":"running","Running":true,"Paused":false,"OOMKilled":false,"ExitCode":0,"StartedAt":"2026-01-01T00:00:00Z",
                "Health":{"Status":"healthy","FailingStreak":0,"Log":[]}},
       "Config":{"Image":"i","Env":[],"Cmd":[],"Labels":%s},"HostConfig":{"NetworkMode":"n","Memory":0},
       "NetworkSettings":{"Networks":{"n":{"IPAddress":"192.0.2.1"}},"Ports":{"5000/tcp":[{"HostIp":"127.0.0.1","HostPort":"5001"}]}}}
      """
          .formatted(LABELS);
  private static final String EVENT =
      """
      {"Type":"container","Action":"start","Actor":{"ID":"1","Attributes":%s},"time":1,"timeNano":1}
      """
          .formatted(LABELS);
  private static final String INFO = "{\"SystemTime\":\"2026-01-01T00:00:00Z\"}";
  private static final String VERSION = "{\"ApiVersion\":\"1.41\"}";

  private final HttpServer server;

  MadeUpEngine() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", MadeUpEngine::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** For DOCKER_HOST. */
  String host() {
    return "tcp://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    List<String> reply =
        switch (path) {
          case "/version" -> List.of("200", VERSION);
          case "/info" -> List.of("200", INFO);
          case "/events" -> List.of("200", EVENT);
          case "/networks" -> List.of("200", "[]");
          case "/networks/create", "/containers/create" -> List.of("201", "{\"Id\":\"1\"}");
          case "/containers/json" -> List.of("200", LIST);
          default -> path.endsWith("/json") ? List.of("200", INSPECTED) : List.of("204", "");
        };
    byte[] body = reply.getLast().getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(
        Integer.parseInt(reply.getFirst()), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

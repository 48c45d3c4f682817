package dev.ringmaster.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * A program that answers as the sample replica does, and writes down each POST that it gets: what a
 * client can't know is whether its request was sent twice.
 */
public final class RecordingReplica {
  private static final int BACKLOG = 1024;

  private RecordingReplica() {}

  /** The command that runs it. */
  public static List<String> command(Path record) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx32m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        // As the sample has it: else connections of a pool are cut.
        "-Dsun.net.httpserver.nodelay=true",
        "-Dsun.net.httpserver.idleInterval=3600",
        "-Dsun.net.httpserver.maxIdleConnections=10000",
        "-cp",
        classes().toString(),
        RecordingReplica.class.getName(),
        record.toString());
  }

  private static Path classes() {
    return Path.of(
        RecordingReplica.class.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  public static void main(String[] args) throws IOException {
    Path record = Path.of(args[0]);
    int port = Integer.parseInt(System.getenv("PORT"));
    String host = System.getenv().getOrDefault("BIND", "0.0.0.0");
    HttpServer server = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> answer(exchange, record));
    server.start();
  }

  private static void answer(HttpExchange exchange, Path record) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestMethod().equals("POST")) {
      // One write of one line: two programs that append don't mix them.
      byte[] line =
          (new String(body, StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
      Files.write(record, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    byte[] hello =
        ("{\"message\":\"Hello from Server: " + System.getenv("SERVER_ID") + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("X-Replica-Ordinal", System.getenv("REPLICA_ORDINAL"));
    exchange.sendResponseHeaders(200, hello.length);
    exchange.getResponseBody().write(hello);
    exchange.close();
  }
}

package dev.ringmaster.replica;

import java.io.IOException;
import java.time.Duration;

/**
 * The program.
 *
 * <p>Settings, all from the environment, an empty one counting as absent:
 *
 * <ul>
 *   <li>{@code PORT}: 5000 by default; 0 takes any free one
 *   <li>{@code BIND}: the address to listen on, 0.0.0.0 by default
 *   <li>{@code SERVER_ID}: its name, by default the host's
 *   <li>{@code REPLICA_ORDINAL}: its place on the ring; when set, every reply bears it as {@code
 *       X-Replica-Ordinal}
 * </ul>
 *
 * <p>Paths, matched exactly; HEAD works wherever GET does:
 *
 * <ul>
 *   <li>{@code GET /home}: {@code {"message":"Hello from Server: <SERVER_ID>",
 *       "status":"successful"}}
 *   <li>{@code GET /heartbeat}: 200 and no body
 *   <li>{@code GET /sleep?ms=N}: answers after N milliseconds, at most 60000
 *   <li>{@code POST /echo}: streams the body back, under the same Content-Type
 * </ul>
 *
 * <p>It prints one line once it listens. SIGTERM closes the listening socket, lets the requests in
 * flight finish (30 seconds at most) and exits 0. Settings it cannot use: one line, exit 2.
 */
public final class ReplicaMain {
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);
  private static final int CANNOT_START = 2;

  private ReplicaMain() {}

  public static void main(String[] args) {
    Settings settings = settingsOrExit();
    ReplicaServer server = startOrExit(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(server), "finish"));
    System.out.println(
        "replica "
            + Json.quote(settings.serverId())
            + " listens on "
            + settings.bind()
            + ":"
            + server.address().getPort());
  }

  private static Settings settingsOrExit() {
    try {
      return Settings.from(System.getenv());
    } catch (IllegalArgumentException e) {
      throw exit(e);
    }
  }

  private static ReplicaServer startOrExit(Settings settings) {
    try {
      return ReplicaServer.start(settings);
    } catch (IOException e) {
      throw exit(e);
    }
  }

  private static IllegalStateException exit(Exception why) {
    System.err.println("replica: " + why.getMessage());
    System.exit(CANNOT_START);
    return new IllegalStateException(why);
  }

  /** Halts, since a JVM that a signal ends would say 143 however well it finished. */
  private static void finish(ReplicaServer server) {
    server.drain(DRAIN_LIMIT);
    Runtime.getRuntime().halt(0);
  }
}

package dev.ringmaster.replica;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The listening server: its sockets, threads and end. What it answers is {@link Answers}' part. */
final class ReplicaServer {
  private static final int BACKLOG = 1024;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  static {
    // Read once, by the first HttpServer of the JVM. Without the first of them, delayed
    // acknowledgements cost 40 ms on some replies; the others keep a proxy's pool from being cut.
    setUnlessGiven("sun.net.httpserver.nodelay", "true");
    setUnlessGiven("sun.net.httpserver.idleInterval", "3600");
    setUnlessGiven("sun.net.httpserver.maxIdleConnections", "10000");
  }

  private final HttpServer server;
  private final Answers answers;
  private final ExecutorService threads;
  private final AtomicInteger inFlight = new AtomicInteger();

  private ReplicaServer(HttpServer server, Answers answers) {
    this.server = server;
    this.answers = answers;
    this.threads = Executors.newCachedThreadPool(ReplicaServer::daemon);
  }

  static ReplicaServer start(Settings settings) throws IOException {
    HttpServer http = listen(settings);
    ReplicaServer server =
        new ReplicaServer(http, new Answers(settings.serverId(), settings.ordinal()));
    http.createContext("/", server.answers);
    http.setExecutor(server::execute);
    http.start();
    return server;
  }

  private static HttpServer listen(Settings settings) throws IOException {
    try {
      InetSocketAddress address = new InetSocketAddress(settings.bind(), settings.port());
      if (address.isUnresolved()) {
        throw new IOException("Unknown host");
      }
      return HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new IOException(cannotListen(settings, e), e);
    }
  }

  private static String cannotListen(Settings settings, IOException why) {
    return "PORT: "
        + settings.port()
        + " at BIND "
        + Json.quote(settings.bind())
        + ": "
        + why.getMessage()
        + " (expected: a free port at an address of this machine)";
  }

  /** A request counts from its first byte, before the JDK has read its head. */
  private void execute(Runnable exchange) {
    inFlight.incrementAndGet();
    threads.execute(() -> {
      try {
        exchange.run();
      } finally {
        inFlight.decrementAndGet();
      }
    });
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  /**
   * Refuses new connections, waits for the requests in flight and closes the connections.
   *
   * <p>Before JDK 25 {@code HttpServer.stop} waits out the whole limit when it finds nothing in
   * flight, and since then after a request whose body nobody read: hence our own count beside it.
   */
  void drain(Duration limit) {
    answers.closeAfterwards();
    Thread stopping = daemon(() -> server.stop(Math.toIntExact(limit.toSeconds())));
    stopping.start();
    try {
      while (!stopping.join(LOOK_AGAIN) && inFlight.get() > 0) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
  }

  private static void setUnlessGiven(String property, String value) {
    System.getProperties().putIfAbsent(property, value);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }
}

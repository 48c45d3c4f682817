package dev.ringmaster.router;

import dev.ringmaster.load.ReplicaLoad;
import dev.ringmaster.router.head.ForwardedHead;
import dev.ringmaster.traffic.RefusalListener;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Listens for clients on one or more addresses with one event loop a core, and serves all balancers
 * that it is given.
 */
public final class RouterServer {
  private static final int MAX_INITIAL_LINE = 8_192;
  private static final int MAX_HEADERS = 32_768;

  private final Vertx vertx;
  private final FrontDoor door;
  private final Upstreams upstreams;
  private volatile boolean closing;
  private volatile Duration idle = Duration.ofMinutes(1);
  private final Queue<HttpServer> servers = new ConcurrentLinkedQueue<>();

  /**
   * A router that serves nobody and does not listen yet.
   *
   * @param refusals hears of requests that no balancer got
   */
  public RouterServer(Vertx vertx, RefusalListener refusals) {
    this.vertx = vertx;
    upstreams = new Upstreams(vertx);
    String pseudonym = "ringmaster-" + HexFormat.of().toHexDigits(new SplittableRandom().nextInt());
    door =
        new FrontDoor(
            new Exchange.Shared(vertx, upstreams, new ForwardedHead(pseudonym), () -> closing),
            refusals);
  }

  /** Serves these balancers, to be called before {@link #listen}. */
  public void serve(List<Backend> backends) {
    door.open(new Backends(backends));
    idle =
        backends.stream().map(RouterServer::longestSilence).max(Duration::compareTo).orElse(idle);
  }

  /** A connection is not idle while its request is tried again and again. */
  private static Duration longestSilence(Backend backend) {
    return backend.timeouts().idle().plus(backend.dispatcher().patience(backend.timeouts()));
  }

  /**
   * Listens on one more address, for all balancers.
   *
   * @param port 0 for any
   * @return the port; fails with the system's reason where it can't be had
   */
  public Future<Integer> listen(String host, int port) {
    return open(host, port, door::receive).map(Opened::port);
  }

  /**
   * Listens on one more address, for one balancer, whatever Host its requests name.
   *
   * @param id see {@link Backend#id}
   * @return ends it; fails with the system's reason where the port can't be had
   */
  public Future<Supplier<Future<Void>>> listen(String host, int port, String id) {
    return open(host, port, request -> door.receive(request, id))
        .map(opened -> () -> vertx.undeploy(opened.deployment()));
  }

  private record Opened(String deployment, int port) {}

  private Future<Opened> open(String host, int port, Handler<HttpServerRequest> handler) {
    AtomicInteger actual = new AtomicInteger();
    DeploymentOptions onePerCore =
        new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    // A negative port is any port, the same for all instances.
    int asked = port == 0 ? -1 : port;
    return vertx
        .deployVerticle(() -> new Listener(host, asked, actual, handler), onePerCore)
        .map(id -> new Opened(id, actual.get()));
  }

  /** Closes the connections to a replica that is gone. */
  public void forget(ReplicaLoad incarnation) {
    upstreams.forget(incarnation);
  }

  /**
   * Ends each connection after its next answer, so that clients go elsewhere by themselves. Those
   * that come all the same are served.
   */
  public void dismiss() {
    closing = true;
  }

  /** Accepts nobody any more, and ends each connection after the request that it carries. */
  public Future<Void> shutdown(Duration deadline) {
    closing = true;
    List<Future<Void>> all = new ArrayList<>();
    servers.forEach(server -> all.add(server.shutdown(deadline.toMillis(), TimeUnit.MILLISECONDS)));
    return Future.join(all).mapEmpty();
  }

  private final class Listener extends VerticleBase {
    private final String host;
    private final int port;
    private final AtomicInteger actual;
    private final Handler<HttpServerRequest> handler;

    Listener(String host, int port, AtomicInteger actual, Handler<HttpServerRequest> handler) {
      this.host = host;
      this.port = port;
      this.actual = actual;
      this.handler = handler;
    }

    @Override
    public Future<?> start() {
      HttpServerOptions options =
          new HttpServerOptions()
              .setHost(host)
              .setPort(port)
              .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
              .setIdleTimeout((int) idle.toMillis())
              .setHttp2ClearTextEnabled(false)
              .setHandle100ContinueAutomatically(true)
              .setMaxInitialLineLength(MAX_INITIAL_LINE)
              .setMaxHeaderSize(MAX_HEADERS);
      HttpServer server =
          vertx
              .createHttpServer(options)
              // Clients come and go; one that goes in a request is noticed by its exchange.
              .connectionHandler(connection -> connection.exceptionHandler(broken -> {}))
              .invalidRequestHandler(door::refuseUnparsed)
              .requestHandler(handler);
      servers.add(server);
      return server.listen().onSuccess(listening -> actual.set(listening.actualPort()));
    }
  }
}

package dev.ringmaster.router;

import dev.ringmaster.load.ReplicaLoad;
import dev.ringmaster.router.backend.Backend;
import dev.ringmaster.router.http1.Http1Engine;
import dev.ringmaster.router.http1.Listening;
import dev.ringmaster.traffic.RefusalListener;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * Listens for clients on one or more addresses with one event loop a core, and serves all balancers
 * that it is given.
 */
public final class RouterServer {
  private final Http1Engine engine;
  private volatile Backends backends = new Backends(List.of());
  private volatile boolean closing;
  private volatile Duration idle = Duration.ofMinutes(1);

  /**
   * A router that serves nobody and does not listen yet.
   *
   * @param refusals hears of requests that no balancer got
   */
  public RouterServer(RefusalListener refusals) {
    String pseudonym = "ringmaster-" + HexFormat.of().toHexDigits(new SplittableRandom().nextInt());
    engine = new Http1Engine(pseudonym, refusals, () -> closing, () -> idle.toNanos());
  }

  /** Serves these balancers, to be called before {@link #listen}. */
  public void serve(List<Backend> served) {
    backends = new Backends(served);
    idle =
        served.stream().map(each -> each.timeouts().idle()).max(Duration::compareTo).orElse(idle);
  }

  /**
   * Listens on one more address, for all balancers.
   *
   * @param port 0 for any
   * @return the port; fails with the system's reason where it can't be had
   */
  public CompletableFuture<Integer> listen(String host, int port) {
    return engine
        .listen(host, port, authority -> backends.of(authority))
        .thenApply(Listening::port);
  }

  /**
   * Listens on one more address, for one balancer, whatever Host its requests name.
   *
   * @param id see {@link Backend#id}
   * @return what closes it; fails with the system's reason where the port can't be had
   */
  public CompletableFuture<Listening> listen(String host, int port, String id) {
    return engine.listen(host, port, authority -> backends.named(id));
  }

  /** Closes the connections to a replica that is gone. */
  public void forget(ReplicaLoad incarnation) {
    engine.forget(incarnation);
  }

  /**
   * Ends each connection after its next answer, so that clients go elsewhere by themselves. Those
   * that come all the same are served.
   */
  public void dismiss() {
    closing = true;
  }

  /** Accepts nobody any more, and ends each connection after the request that it carries. */
  public CompletableFuture<Void> shutdown(Duration deadline) {
    closing = true;
    return engine.shutdown(deadline);
  }
}

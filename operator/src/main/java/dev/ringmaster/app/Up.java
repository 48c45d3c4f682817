package dev.ringmaster.app;

import dev.ringmaster.admin.AdminServer;
import dev.ringmaster.app.admin.AdminSide;
import dev.ringmaster.app.local.BalancerListener;
import dev.ringmaster.app.local.ControlThread;
import dev.ringmaster.app.local.LocalBalancer;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.router.Backend;
import dev.ringmaster.router.RouterServer;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.state.StateFolder;
import dev.ringmaster.state.StateFolderException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code ringmaster up}: wires the rooms, waits for Ctrl-C, and leaves nothing behind.
 */
final class Up {
  /** Exit code of a run that a second Ctrl-C cut short: 128 + SIGINT. */
  private static final int INTERRUPTED = 130;

  /**
   * After so long without a word, the user is told what is being waited for; then twice as long.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A signal so soon after the first is the same one: {@code timeout} sends it twice. */
  private static final Duration ECHO = Duration.ofMillis(500);

  /**
   * Netty warns of each client that came while the last listener closed; held, or it is collected.
   */
  private static final Logger ACCEPT_LOG = Logger.getLogger("io.netty.bootstrap.ServerBootstrap");

  private final AdminSide side = new AdminSide(Main.Version.number());
  private final UpSettings settings;
  private final Console console;
  private final CompletableFuture<@Nullable Void> asked = new CompletableFuture<>();
  private volatile String unready = "starting";
  private volatile long firstSignal;

  Up(UpSettings settings, Console console) {
    this.settings = settings;
    this.console = console;
  }

  /** Runs until Ctrl-C; the exit code. */
  int run() throws Exception {
    LocalDriver.check(settings.models());
    try (StateFolder state = StateFolder.open(settings.state());
        ControlThread control = new ControlThread(console::unexpected)) {
      Vertx vertx = Vertx.vertx();
      try {
        return run(vertx, control, state);
      } finally {
        await(vertx.close());
      }
    } catch (StateFolderException unusable) {
      throw new UserError(String.valueOf(unusable.getMessage()));
    }
  }

  private int run(Vertx vertx, ControlThread control, StateFolder state) throws Exception {
    Signals.onEach(this::signalled);
    RouterServer router = new RouterServer(vertx, side.refusals());
    List<LocalBalancer> balancers = balancers(vertx, control, state, router);
    router.serve(balancers.stream().map(this::backend).toList());
    int port = listen("--port", settings.port(), router::listen);
    int adminPort = listen("--admin-port", settings.adminPort(), admin(vertx)::listen);
    Map<LoadBalancerModel, List<Replica>> ready = start(balancers);
    if (!asked.isDone()) {
      unready = "";
      console.screen(url(port), url(adminPort), ready);
    }
    asked.join();
    stop(router, balancers);
    return 0;
  }

  private List<LocalBalancer> balancers(
      Vertx vertx, ControlThread control, StateFolder state, RouterServer router)
      throws StateFolderException {
    LocalDriver driver = new LocalDriver(settings.sampleJar(), state, console);
    driver.reapOrphans();
    boolean several = settings.models().size() > 1;
    List<LocalBalancer> balancers = new ArrayList<>();
    for (LoadBalancerModel model : settings.models()) {
      BalancerListener story =
          console.listener(several ? model.id() : "", gone -> router.forget(gone.load()));
      balancers.add(
          new LocalBalancer(model, vertx, control, driver.of(model), side.metered(model, story)));
    }
    return balancers;
  }

  private AdminServer admin(Vertx vertx) {
    return side.server(
        vertx,
        () -> unready.isEmpty() ? Optional.empty() : Optional.of(unready),
        console::unexpected);
  }

  private Backend backend(LocalBalancer balancer) {
    LoadBalancerModel model = balancer.model();
    return new Backend(
        model.namespace(),
        model.name(),
        model.routing().hosts(),
        balancer.dispatcher(),
        model.routing().timeouts(),
        side.show(balancer),
        model.routing().classic() ? ClassicBridge.to(balancer) : null);
  }

  private int listen(String option, int asked, BiFunction<String, Integer, Future<Integer>> server)
      throws Exception {
    int port = bound(option, host(), asked, server.apply(host(), asked));
    for (String address : settings.addresses().subList(1, settings.addresses().size())) {
      bound(option, address, port, server.apply(address, port));
    }
    return port;
  }

  private String host() {
    return settings.addresses().getFirst();
  }

  private static int bound(String option, String host, int port, Future<Integer> listening)
      throws Exception {
    try {
      return await(listening);
    } catch (ExecutionException failure) {
      Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
      String reason = String.valueOf(cause.getMessage());
      if (cause instanceof UnknownHostException || reason.contains("assign requested address")) {
        throw new UserError("--bind: got %s, expected an address of this machine".formatted(host));
      }
      if (cause instanceof BindException || cause instanceof SocketException) {
        throw new UserError(
            "%s: got %s port %d (%s), expected one that is free and that you may use: choose another with %s"
                .formatted(option, host, port, cause.getMessage(), option));
      }
      throw failure;
    }
  }

  /** Waits until all is routable, or until somebody asks to stop. */
  private Map<LoadBalancerModel, List<Replica>> start(List<LocalBalancer> balancers)
      throws InterruptedException, ExecutionException {
    console.starting(settings.models());
    Map<LoadBalancerModel, CompletableFuture<List<Replica>>> ready = new LinkedHashMap<>();
    for (LocalBalancer balancer : balancers) {
      CompletableFuture<List<Replica>> replicas = new CompletableFuture<>();
      ready.put(balancer.model(), replicas);
      balancer.start(replicas::complete);
    }
    awaitPatiently(CompletableFuture.anyOf(asked, all(ready.values())), balancers);
    Map<LoadBalancerModel, List<Replica>> replicas = new LinkedHashMap<>();
    ready.forEach((model, started) -> replicas.put(model, started.getNow(List.of())));
    return replicas;
  }

  private void awaitPatiently(CompletableFuture<?> ready, List<LocalBalancer> balancers)
      throws InterruptedException, ExecutionException {
    for (Duration patience = PATIENCE; !ready.isDone(); patience = patience.multipliedBy(2)) {
      try {
        ready.get(patience.toSeconds(), TimeUnit.SECONDS);
      } catch (TimeoutException notYet) {
        balancers.forEach(console::waiting);
      }
    }
  }

  private void signalled(int count) {
    long now = System.nanoTime();
    if (count == 1) {
      firstSignal = now;
      asked.complete(null);
    } else if (now - firstSignal > ECHO.toNanos()) {
      console.log("not waiting any longer: the replicas are killed");
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      Runtime.getRuntime().halt(INTERRUPTED);
    }
  }

  private void stop(RouterServer router, List<LocalBalancer> balancers) throws Exception {
    unready = "stopping";
    console.stopping();
    ACCEPT_LOG.setLevel(Level.OFF);
    Duration deadline =
        settings.models().stream()
            .map(model -> model.drain().deadline())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    await(router.shutdown(deadline));
    List<CompletableFuture<Void>> empty = new ArrayList<>();
    for (LocalBalancer balancer : balancers) {
      CompletableFuture<Void> stopped = new CompletableFuture<>();
      empty.add(stopped);
      balancer.stop(() -> stopped.complete(null));
    }
    all(empty).join();
    console.log("stopped, nothing is left running");
  }

  private static CompletableFuture<Void> all(Collection<? extends CompletableFuture<?>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new));
  }

  private static String url(String host, int port) {
    return "http://" + host + ":" + port;
  }

  private String url(int port) {
    String shown =
        switch (host()) {
          case "127.0.0.1", "0.0.0.0", "::", "::1" -> "localhost";
          default -> host();
        };
    return url(shown, port);
  }

  private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}

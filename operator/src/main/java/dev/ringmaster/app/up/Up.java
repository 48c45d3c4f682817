package dev.ringmaster.app.up;

import dev.ringmaster.admin.AdminServer;
import dev.ringmaster.app.admin.AdminSide;
import dev.ringmaster.app.cli.Doors;
import dev.ringmaster.app.cli.HeapPace;
import dev.ringmaster.app.cli.Signals;
import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.cli.Version;
import dev.ringmaster.app.driver.BalancerFolders;
import dev.ringmaster.app.driver.LocalDriver;
import dev.ringmaster.app.local.BalancerListener;
import dev.ringmaster.app.local.ControlThread;
import dev.ringmaster.app.local.LocalBalancer;
import dev.ringmaster.app.manifest.ManifestException;
import dev.ringmaster.app.manifest.ManifestReader;
import dev.ringmaster.app.manifest.ManifestWatch;
import dev.ringmaster.app.state.BalancerStore;
import dev.ringmaster.pool.DrainPolicy;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.router.RouterServer;
import dev.ringmaster.router.backend.Backend;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.state.StateFolder;
import dev.ringmaster.state.StateFolderException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code ringmaster up}: wires the rooms, follows the manifests until Ctrl-C, and leaves
 * nothing behind that it was not told to leave. What happens is done on the thread that called
 * {@link #run}, one thing after the other.
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

  /** What ends replicas takes so long beside drain and grace, or is away. */
  private static final Duration END_MARGIN = Duration.ofSeconds(10);

  /**
   * Netty warns of each client that came while the last listener closed; held, or it is collected.
   */
  private static final Logger ACCEPT_LOG = Logger.getLogger("io.netty.bootstrap.ServerBootstrap");

  private final AdminSide side = new AdminSide(Version.number());
  private final UpSettings settings;
  private final Console console;
  private final Doors doors;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final CompletableFuture<@Nullable Void> asked = new CompletableFuture<>();
  private volatile @Nullable LocalDriver running;
  private Collection<LocalBalancer> kept = List.of();
  private String url = "";
  private String adminUrl = "";
  private volatile String unready = "starting";
  private volatile long firstSignal;

  Up(UpSettings settings, Console console) {
    this.settings = settings;
    this.console = console;
    doors = new Doors(settings.addresses());
  }

  /** Runs until Ctrl-C; the exit code. Vert.x is closed then. */
  int run(Vertx vertx) throws Exception {
    settings.driver().check(settings.models());
    try (StateFolder state = StateFolder.open(settings.state());
        ControlThread control = new ControlThread(console::unexpected)) {
      try {
        return run(vertx, control, state);
      } finally {
        Doors.await(vertx.close().toCompletionStage());
      }
    } catch (StateFolderException unusable) {
      throw new UserError(String.valueOf(unusable.getMessage()));
    }
  }

  private int run(Vertx vertx, ControlThread control, StateFolder state) throws Exception {
    Signals.onEach(this::signalled);
    HeapPace.keep();
    RouterServer router = new RouterServer(side.refusals());
    doors.check("--port", settings.port());
    doors.check("--admin-port", settings.adminPort());
    BalancerFolders folders = new BalancerFolders(state, console::log);
    try (LocalDriver driver = settings.driver().open(settings.needs(), folders, console::log)) {
      running = driver;
      folders.removeOthers(
          settings.models().stream().map(LoadBalancerModel::id).collect(Collectors.toSet()),
          driver);
      run(vertx, router, new Fleet(new Host(vertx, control, router, folders, driver), inbox::add));
    }
    console.stopped(kept);
    return 0;
  }

  private void run(Vertx vertx, RouterServer router, Fleet fleet) throws Exception {
    fleet.open(settings.models());
    // Clients of an earlier balancer are better refused for a moment than told that nobody is
    // there.
    start(fleet).get();
    listen(vertx, router, fleet);
    // A pipe can be read once.
    if (settings.manifests().stream().allMatch(Files::isRegularFile)) {
      followManifests(fleet);
    } else {
      follow(fleet);
    }
    stop(router, fleet);
  }

  private void followManifests(Fleet fleet) throws IOException, InterruptedException {
    Runnable edited = () -> inbox.add(() -> edit(fleet));
    try (ManifestWatch watch = ManifestWatch.of(settings.manifests(), edited)) {
      // What was saved after the first reading and before the watch is news, too.
      watch.tell();
      follow(fleet);
    }
  }

  /** While the replicas start: whose ports are taken in this instant leaves none of them behind. */
  private void listen(Vertx vertx, RouterServer router, Fleet fleet) throws Exception {
    try {
      Doors.Opening data = doors.open("--port", settings.port(), router::listen);
      Doors.Opening admin = doors.open("--admin-port", settings.adminPort(), admin(vertx)::listen);
      url = doors.url(data.port());
      adminUrl = doors.url(admin.port());
    } catch (UserError taken) {
      end(fleet);
      throw taken;
    }
  }

  private AdminServer admin(Vertx vertx) {
    return side.server(
        vertx,
        () -> unready.isEmpty() ? Optional.empty() : Optional.of(unready),
        console::unexpected);
  }

  /** Starts everything; the screen is shown when all of it is routable. */
  private CompletableFuture<Void> start(Fleet fleet) {
    Map<LocalBalancer, List<Replica>> ready = new LinkedHashMap<>();
    int awaited = fleet.balancers().size();
    console.starting(fleet.balancers());
    return fleet.start((balancer, replicas) -> {
      ready.put(balancer, replicas);
      if (ready.size() == awaited && !asked.isDone()) {
        unready = "";
        console.screen(new UpScreen(url, adminUrl, inOrder(fleet, ready), settings.onStop()));
      }
    });
  }

  private static Map<LoadBalancerModel, List<Replica>> inOrder(
      Fleet fleet, Map<LocalBalancer, List<Replica>> ready) {
    Map<LoadBalancerModel, List<Replica>> ordered = new LinkedHashMap<>();
    fleet
        .balancers()
        .forEach(
            balancer -> ordered.put(balancer.model(), ready.getOrDefault(balancer, List.of())));
    return ordered;
  }

  /** Does what comes in, until somebody asks to stop. */
  private void follow(Fleet fleet) throws InterruptedException {
    Duration patience = PATIENCE;
    while (!asked.isDone()) {
      Runnable next =
          unready.isEmpty() ? inbox.take() : inbox.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (next != null) {
        next.run();
      } else {
        fleet.balancers().forEach(console::waiting);
        patience = patience.multipliedBy(2);
      }
    }
  }

  /** The manifests changed: what is wrong with them leaves everything as it is. */
  private void edit(Fleet fleet) {
    try {
      List<LoadBalancerModel> models = ManifestReader.read(settings.manifests());
      settings.driver().check(models);
      fleet.edit(models);
    } catch (ManifestException wrong) {
      console.refusedEdit(wrong.problems());
    } catch (UserError wrong) {
      console.refusedEdit(wrong.lines());
    }
  }

  private void signalled(int count) {
    long now = System.nanoTime();
    if (count == 1) {
      firstSignal = now;
      asked.complete(null);
      inbox.add(() -> {});
    } else if (now - firstSignal > ECHO.toNanos()) {
      giveUp();
    }
  }

  private void giveUp() {
    if (settings.onStop() == OnStop.REMOVE) {
      console.log("not waiting any longer: the replicas are killed");
      LocalDriver driver = running;
      if (driver != null) {
        driver.kill();
      }
    } else {
      console.log("not waiting any longer: the replicas run on");
    }
    Runtime.getRuntime().halt(INTERRUPTED);
  }

  private void stop(RouterServer router, Fleet fleet) throws Exception {
    unready = "stopping";
    console.stopping();
    ACCEPT_LOG.setLevel(Level.OFF);
    Doors.await(router.shutdown(longest(fleet, DrainPolicy::deadline)));
    if (settings.onStop() == OnStop.KEEP) {
      fleet.close(true).get();
      kept = fleet.balancers();
    } else {
      end(fleet);
    }
  }

  /** What runs them may be away. */
  private static void end(Fleet fleet) throws Exception {
    Duration limit =
        longest(fleet, DrainPolicy::deadline)
            .plus(longest(fleet, DrainPolicy::grace))
            .plus(END_MARGIN);
    try {
      fleet.close(false).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw UserError.absent(
          "some replicas did not end within %d s, expected all to: they may run on, the next up on this state folder takes care of them"
              .formatted(limit.toSeconds()));
    }
  }

  private static Duration longest(Fleet fleet, Function<DrainPolicy, Duration> time) {
    return fleet.balancers().stream()
        .map(balancer -> time.apply(balancer.model().drain()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Where the balancers of this run live. */
  private final class Host implements Fleet.Host {
    private final Vertx vertx;
    private final ControlThread control;
    private final RouterServer router;
    private final BalancerFolders folders;
    private final LocalDriver driver;

    Host(
        Vertx vertx,
        ControlThread control,
        RouterServer router,
        BalancerFolders folders,
        LocalDriver driver) {
      this.vertx = vertx;
      this.control = control;
      this.router = router;
      this.folders = folders;
      this.driver = driver;
    }

    @Override
    public LocalBalancer make(LoadBalancerModel model) throws UserError {
      BalancerStore store = folders.store(model);
      DesiredScale desired = store.merged(model.scale());
      Optional<String> expected = model.routing().refusal(desired.ordinals());
      if (expected.isPresent()) {
        throw new UserError(
            "%s: got %d replicas, as many as were asked for while it ran, expected %s"
                .formatted(model.id(), desired.replicas(), expected.get()));
      }
      BalancerListener story = console.listener(model.id(), gone -> router.forget(gone.load()));
      return new LocalBalancer(
          model, store, vertx, control, driver.pool(model, store), side.metered(model, story));
    }

    @Override
    public void drop(LocalBalancer balancer) {
      side.hide(balancer.model(), balancer);
      folders.drop(balancer.model().id());
    }

    @Override
    public void serve(Collection<LocalBalancer> balancers) {
      console.several(balancers.size() > 1);
      router.serve(balancers.stream().map(this::backend).toList());
    }

    private Backend backend(LocalBalancer balancer) {
      return side.show(balancer.model(), balancer.dispatcher(), balancer);
    }

    @Override
    public void tell(String line) {
      console.log(line);
    }
  }
}

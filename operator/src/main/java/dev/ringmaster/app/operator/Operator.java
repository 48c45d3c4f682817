package dev.ringmaster.app.operator;

import dev.ringmaster.admin.AdminServer;
import dev.ringmaster.admin.peer.PeerClient;
import dev.ringmaster.admin.tls.TlsFiles;
import dev.ringmaster.app.admin.AdminSide;
import dev.ringmaster.app.cli.Doors;
import dev.ringmaster.app.cli.HeapPace;
import dev.ringmaster.app.cli.Signals;
import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.cli.Version;
import dev.ringmaster.cluster.ClusterFleet;
import dev.ringmaster.cluster.ClusterWatch;
import dev.ringmaster.cluster.ScaleWriter;
import dev.ringmaster.cluster.access.ClusterAccess;
import dev.ringmaster.cluster.drains.DrainWatch;
import dev.ringmaster.cluster.leader.LeaderTerms;
import dev.ringmaster.cluster.slices.SliceKeeper;
import dev.ringmaster.kubernetes.ModelReader;
import dev.ringmaster.router.RouterServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One replica of the operator, from its start to its end. */
final class Operator {
  private static final String READY = "ok";

  /** Of one request; the interval doubles from 100 ms. */
  private static final int RETRIES = 4;

  /** Of a watch; it doubles up to 32 times as long. */
  private static final Duration FIRST_RECONNECT = Duration.ofMillis(150);

  private static final Duration DRAIN = Duration.ofSeconds(30);

  /** So long others may take to see that this router is not ready. */
  private static final Duration LEAVE = Duration.ofSeconds(27);

  /** So long nodes may take to follow the slices. */
  private static final Duration FOLLOW = Duration.ofSeconds(3);

  /** A signal so soon after the first is the same one: {@code timeout} sends it twice. */
  private static final Duration ECHO = Duration.ofMillis(500);

  private static final int INTERRUPTED = 130;

  /**
   * The client warns of our own resource that its version is an alpha, and shows a stack for each
   * watch that fails, of which a line is told here; held, or they are collected.
   */
  private static final List<Logger> NOISE =
      Stream.of(
              "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils",
              "io.fabric8.kubernetes.client.informers")
          .map(Logger::getLogger)
          .toList();

  private final OperatorSettings settings;
  private final PrintStream out;
  private final AdminSide side = new AdminSide(Version.number());
  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private volatile long firstSignal;
  private volatile String ready = READY;
  private volatile String unready = "starting: the API server has not told all yet";

  Operator(OperatorSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /** Runs until a signal; the exit code. Vert.x is closed then. */
  int run(Vertx vertx) throws Exception {
    NOISE.forEach(logger -> logger.setLevel(Level.SEVERE));
    Signals.onEach(this::signalled);
    HeapPace.keep();
    try (KubernetesClient client = client()) {
      run(vertx, client);
    } finally {
      Doors.await(vertx.close().toCompletionStage());
    }
    log("stopped");
    return 0;
  }

  private void signalled(int count) {
    long now = System.nanoTime();
    if (count == 1) {
      firstSignal = now;
      asked.complete(null);
    } else if (now - firstSignal > ECHO.toNanos()) {
      log("told to end a second time: ends now");
      Runtime.getRuntime().halt(INTERRUPTED);
    }
  }

  /** Back within seconds after the API server was away, however long. */
  private static KubernetesClient client() {
    Config config = Config.autoConfigure(null);
    config.setRequestRetryBackoffLimit(RETRIES);
    config.setWatchReconnectInterval((int) FIRST_RECONNECT.toMillis());
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(ApiJson.withoutBooks())
        .build();
  }

  private void run(Vertx vertx, KubernetesClient client) throws Exception {
    Doors doors = new Doors(List.of(settings.bind()));
    TlsFiles tls = tls(vertx);
    AdminServer admin = admin(vertx, client, tls);
    PeerClient peers =
        new PeerClient(vertx, tls, Peers.token(settings.peerToken(), client.getConfiguration()));
    probe(vertx, doors);
    RouterServer router = new RouterServer(side.refusals());
    ModelReader reader =
        new ModelReader(client.getKubernetesSerialization(), settings.allowClassic());
    RouterSide host = new RouterSide(router, side, settings.bind(), this::log);
    try (ClusterWatch watch = new ClusterWatch(client, settings.namespaces());
        ClusterFleet fleet =
            new ClusterFleet(watch, reader, new ScaleWriter(client), host, this::unexpected);
        LastStates last = lastStates(client)) {
      watch.listen(fleet);
      FirstSight sight =
          new FirstSight(watch, client.getMasterUrl().toString(), last, asked, this::log);
      if (sight.some()) {
        fleet.refresh();
        listen(doors, router, admin);
        if (live(sight, last, watch)) {
          lead(client, reader, watch, router, peers);
        }
        Doors.await(router.shutdown(DRAIN));
      }
    }
  }

  private @Nullable LastStates lastStates(KubernetesClient client) throws UserError {
    Path folder = settings.state();
    return folder == null ? null : LastStates.in(folder, client, settings.namespaces(), this::log);
  }

  /** Serves meanwhile, if there is something to serve from. */
  private boolean live(FirstSight sight, @Nullable LastStates last, ClusterWatch watch)
      throws UserError {
    sight
        .since()
        .ifPresent(time -> {
          ready = "ready, from the last state known, of " + time;
          unready = "";
        });
    boolean live = sight.all();
    ready = READY;
    if (live && last != null) {
      last.keep(watch);
    }
    return live;
  }

  /** From time to time; whether it leads or not, the slices are looked after. */
  private void lead(
      KubernetesClient client,
      ModelReader reader,
      ClusterWatch watch,
      RouterServer router,
      PeerClient peerClient)
      throws Exception {
    AtomicBoolean leading = new AtomicBoolean();
    try (Later asking = new Later("ringmaster-drains");
        SliceKeeper slices =
            new SliceKeeper(
                client,
                watch,
                settings.namespaces(),
                new SliceKeeper.Routers(
                    settings.home(), settings.routerSelector(), settings.lease()),
                leading::get)) {
      Peers peers = new Peers(slices::routers, peerClient, settings);
      Term term =
          new Term(
              client,
              settings,
              reader,
              watch,
              this::log,
              leading::set,
              slices::all,
              () -> new DrainWatch(side::draining, peers::others, peers, asking::after, this::log));
      watch.listen(term);
      watch.listen(slices);
      slices.start();
      try (LeaderTerms terms =
          new LeaderTerms(
              client, settings.home(), OperatorSettings.LEASE, settings.identity(), term)) {
        terms.start();
        unready = "";
        asked.get();
        unready = "stopping";
        log(
            "stopping: routes on until clients are sent elsewhere, then finishes what is in flight");
      }
      leave(slices, router);
    }
  }

  /** Nobody is turned away: who is still sent here is served, and told to go elsewhere. */
  private void leave(SliceKeeper slices, RouterServer router) throws Exception {
    boolean listed = true;
    try {
      listed = slices.leaving(settings.identity()).get(LEAVE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      log(
          "the EndpointSlices list this router as ready after %d s: ends all the same"
              .formatted(LEAVE.toSeconds()));
    }
    router.dismiss();
    if (listed) {
      Thread.sleep(FOLLOW);
    }
  }

  /** Open from the start: whoever watches over this process must not end it while it waits. */
  private void probe(Vertx vertx, Doors doors) throws Exception {
    doors.check("--probe-port", settings.probePort());
    AdminServer probes = AdminServer.probes(vertx, this::unready, () -> ready, this::unexpected);
    int port = doors.open("--probe-port", settings.probePort(), probes::listen).port();
    log("starting: probes " + doors.url(port));
  }

  private void listen(Doors doors, RouterServer router, AdminServer admin) throws Exception {
    doors.check("--port", settings.port());
    doors.check("--admin-port", settings.adminPort());
    int port = doors.open("--port", settings.port(), router::listen).port();
    int adminPort = doors.open("--admin-port", settings.adminPort(), admin::listen).port();
    log(
        "Ringmaster operator %s is up: clients %s, admin %s"
            .formatted(
                settings.identity(),
                doors.url(port),
                doors.url(settings.tls() == null ? "http" : "https", adminPort)));
  }

  private AdminServer admin(Vertx vertx, KubernetesClient client, @Nullable TlsFiles tls) {
    ClusterAccess access = ClusterAccess.of(client, settings.audiences(), this::unexpected);
    return side.guarded(vertx, this::unready, access, tls, this::unexpected);
  }

  private @Nullable TlsFiles tls(Vertx vertx) throws UserError {
    OperatorSettings.Tls files = settings.tls();
    try {
      return files == null
          ? null
          : TlsFiles.read(vertx, files.certificate(), files.key(), this::log);
    } catch (IOException wrong) {
      throw new UserError("--tls-cert-file, --tls-private-key-file: " + wrong.getMessage());
    }
  }

  private Optional<String> unready() {
    String reason = unready;
    return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
  }

  private void log(String line) {
    out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + "  " + line);
  }

  private void unexpected(Throwable failure) {
    log("internal error, please report it: " + failure);
    failure.printStackTrace(System.err);
  }
}

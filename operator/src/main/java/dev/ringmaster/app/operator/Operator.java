package dev.ringmaster.app.operator;

import dev.ringmaster.admin.AdminServer;
import dev.ringmaster.admin.tls.TlsFiles;
import dev.ringmaster.app.admin.AdminSide;
import dev.ringmaster.app.cli.Doors;
import dev.ringmaster.app.cli.Signals;
import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.cli.Version;
import dev.ringmaster.cluster.ClusterFleet;
import dev.ringmaster.cluster.ClusterWatch;
import dev.ringmaster.cluster.ScaleWriter;
import dev.ringmaster.cluster.access.ClusterAccess;
import dev.ringmaster.cluster.leader.LeaderTerms;
import dev.ringmaster.cluster.slices.SliceKeeper;
import dev.ringmaster.kubernetes.ModelReader;
import dev.ringmaster.router.RouterServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One replica of the operator, from its start to its end. */
final class Operator {
  private static final String LEASE = "ringmaster";
  private static final Duration SYNC = Duration.ofMinutes(2);
  private static final Duration DRAIN = Duration.ofSeconds(30);

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
  private volatile String unready = "starting: the API server has not told all yet";

  Operator(OperatorSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /** Runs until a signal; the exit code. Vert.x is closed then. */
  int run(Vertx vertx) throws Exception {
    NOISE.forEach(logger -> logger.setLevel(Level.SEVERE));
    Signals.onEach(count -> asked.complete(null));
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      run(vertx, client);
    } finally {
      Doors.await(vertx.close());
    }
    log("stopped");
    return 0;
  }

  private void run(Vertx vertx, KubernetesClient client) throws Exception {
    Doors doors = new Doors(List.of(settings.bind()));
    AdminServer admin = admin(vertx, client);
    probe(vertx, doors);
    RouterServer router = new RouterServer(vertx, side.refusals());
    ModelReader reader =
        new ModelReader(client.getKubernetesSerialization(), settings.allowClassic());
    RouterSide host = new RouterSide(router, side, settings.bind(), this::log);
    try (ClusterWatch watch = new ClusterWatch(client, settings.namespaces());
        ClusterFleet fleet =
            new ClusterFleet(watch, reader, new ScaleWriter(client), host, this::unexpected)) {
      watch.listen(fleet);
      if (sync(client, watch)) {
        fleet.refresh();
        listen(doors, router, admin);
        lead(client, reader, watch);
        Doors.await(router.shutdown(DRAIN));
      }
    }
  }

  /** From time to time; whether it leads or not, the slices are looked after. */
  private void lead(KubernetesClient client, ModelReader reader, ClusterWatch watch)
      throws Exception {
    AtomicBoolean leading = new AtomicBoolean();
    try (SliceKeeper slices =
        new SliceKeeper(
            client,
            watch,
            settings.namespaces(),
            settings.home(),
            settings.routerSelector(),
            leading::get)) {
      Term term = new Term(client, settings, reader, watch, this::log, leading::set, slices::all);
      watch.listen(term);
      watch.listen(slices);
      slices.start();
      try (LeaderTerms terms =
          new LeaderTerms(client, settings.home(), LEASE, settings.identity(), term)) {
        terms.start();
        unready = "";
        asked.get();
        unready = "stopping";
        log("stopping: requests in flight are finished first");
      }
    }
  }

  /** Waits for all that the API server has; false where it is told to end meanwhile. */
  private boolean sync(KubernetesClient client, ClusterWatch watch) throws UserError {
    CompletableFuture<Void> wake = asked.thenRun(Thread.currentThread()::interrupt);
    try {
      watch.start(SYNC);
    } catch (InterruptedException told) {
      return false;
    } catch (TimeoutException late) {
      throw UserError.absent(
          "%s: got no list of LoadBalancers, their Pods and nodes within %d s, expected one: is it reachable, is the CRD applied, and may this account list and watch them?"
              .formatted(client.getMasterUrl(), SYNC.toSeconds()));
    } finally {
      wake.cancel(false);
    }
    return !Thread.interrupted();
  }

  /** Open from the start: whoever watches over this process must not end it while it waits. */
  private void probe(Vertx vertx, Doors doors) throws Exception {
    doors.check("--probe-port", settings.probePort());
    AdminServer probes = AdminServer.probes(vertx, this::unready, this::unexpected);
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

  private AdminServer admin(Vertx vertx, KubernetesClient client) throws UserError {
    ClusterAccess access = ClusterAccess.of(client, settings.audiences(), this::unexpected);
    return side.guarded(vertx, this::unready, access, tls(vertx), this::unexpected);
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

package dev.ringmaster.app.admin;

import dev.ringmaster.access.AdminAccess;
import dev.ringmaster.admin.AdminServer;
import dev.ringmaster.admin.MetricsPage;
import dev.ringmaster.admin.tls.TlsFiles;
import dev.ringmaster.app.local.BalancerListener;
import dev.ringmaster.roster.RosterListener;
import dev.ringmaster.router.backend.Backend;
import dev.ringmaster.routing.Dispatcher;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.telemetry.MetricsText;
import dev.ringmaster.telemetry.Telemetry;
import dev.ringmaster.traffic.RefusalListener;
import dev.ringmaster.view.Balancer;
import dev.ringmaster.view.Draining;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is counted and shown of the balancers of this process; they may come and go. */
public final class AdminSide {
  private final LocalDirectory directory = new LocalDirectory();
  private final Telemetry telemetry;

  /**
   * No balancer yet.
   *
   * @param version of this program
   */
  public AdminSide(String version) {
    telemetry = new Telemetry(directory, version);
  }

  /** Hears of requests that no balancer got. */
  public RefusalListener refusals() {
    return telemetry;
  }

  /** Counts what a balancer tells, and passes it on. */
  public BalancerListener metered(LoadBalancerModel model, BalancerListener next) {
    return new MeteredListener(telemetry.of(model.namespace(), model.name()), next);
  }

  /** The same for one whose pool is somebody else's. */
  public RosterListener metered(LoadBalancerModel model, RosterListener next) {
    return new MeteredRoster(telemetry.of(model.namespace(), model.name()), next);
  }

  /** Shows a balancer from now on; what the router is to serve it by. */
  public Backend show(LoadBalancerModel model, Dispatcher dispatcher, Balancer balancer) {
    directory.add(model.id(), balancer);
    return new Backend(
        model.namespace(),
        model.name(),
        model.routing().hosts(),
        dispatcher,
        model.routing().timeouts(),
        telemetry.of(model.namespace(), model.name()),
        model.routing().classic() ? ClassicBridge.to(balancer) : null);
  }

  /** What is in flight here at replicas that get no more requests, see {@link Draining#in}. */
  public Map<String, Long> draining() {
    return Draining.in(directory);
  }

  /** Ends with a balancer that has stopped. */
  public void hide(LoadBalancerModel model, Balancer balancer) {
    directory.remove(model.id(), balancer);
    telemetry.forget(model.namespace(), model.name());
  }

  /**
   * A server that lets anybody do everything, and does not listen yet.
   *
   * @param unready why the process can't serve now; empty when it can
   * @param defects hears of errors of ours, on any thread
   */
  public AdminServer server(
      Vertx vertx, Supplier<Optional<String>> unready, Consumer<Throwable> defects) {
    return AdminServer.open(vertx, sources(unready, defects));
  }

  /**
   * The same, but it asks who may do what.
   *
   * @param tls null for none
   */
  public AdminServer guarded(
      Vertx vertx,
      Supplier<Optional<String>> unready,
      AdminAccess access,
      @Nullable TlsFiles tls,
      Consumer<Throwable> defects) {
    return AdminServer.guarded(vertx, sources(unready, defects), access, tls);
  }

  private AdminServer.Sources sources(
      Supplier<Optional<String>> unready, Consumer<Throwable> defects) {
    return new AdminServer.Sources(unready, directory, this::page, new ProgramLogLevel(), defects);
  }

  private MetricsPage.Page page(String accept) {
    MetricsText text = telemetry.scrape(accept);
    return new MetricsPage.Page(text.contentType(), text.text());
  }
}

package dev.ringmaster.app.operator;

import dev.ringmaster.app.admin.AdminSide;
import dev.ringmaster.cluster.ClusterBalancer;
import dev.ringmaster.cluster.ClusterFleet;
import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.roster.RosterListener;
import dev.ringmaster.router.RouterServer;
import dev.ringmaster.router.backend.Backend;
import dev.ringmaster.router.http1.Listening;
import dev.ringmaster.routing.Endpoint;
import dev.ringmaster.spec.LoadBalancerModel;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Gives the balancers of the cluster to the router: by Host on one port, and each on its own. */
final class RouterSide implements ClusterFleet.Host {
  private final RouterServer router;
  private final AdminSide side;
  private final String bind;
  private final Consumer<String> log;
  private final Map<Integer, Door> doors = new HashMap<>();

  /** A port of one balancer. */
  private record Door(String id, CompletableFuture<Listening> opening) {}

  RouterSide(RouterServer router, AdminSide side, String bind, Consumer<String> log) {
    this.router = router;
    this.side = side;
    this.bind = bind;
    this.log = log;
  }

  @Override
  public void serve(Collection<ClusterBalancer> balancers) {
    router.serve(balancers.stream().map(this::backend).toList());
    Map<Integer, String> wanted = new HashMap<>();
    balancers.forEach(balancer ->
        balancer.routerPort().ifPresent(port -> wanted.put(port, balancer.model().id())));
    doors
        .entrySet()
        .removeIf(door -> {
          boolean stale = !door.getValue().id().equals(wanted.get(door.getKey()));
          if (stale) {
            var unused = door.getValue().opening().thenCompose(Listening::close);
          }
          return stale;
        });
    wanted.forEach((port, id) -> doors.computeIfAbsent(port, fresh -> open(port, id)));
  }

  private Door open(int port, String id) {
    return new Door(
        id,
        router
            .listen(bind, port, id)
            .whenComplete((open, taken) -> {
              if (taken != null) {
                log.accept(
                    "%s: can't listen on its port %d: %s".formatted(id, port, taken.getMessage()));
              }
            }));
  }

  private Backend backend(ClusterBalancer balancer) {
    return side.show(balancer.model(), balancer.dispatcher(), balancer);
  }

  @Override
  public RosterListener listener(LoadBalancerModel model) {
    return side.metered(model, new Told(model.id(), log));
  }

  @Override
  public void shown(ClusterBalancer balancer) {
    log.accept(balancer.model().id() + ": routed to");
  }

  @Override
  public void hidden(ClusterBalancer balancer) {
    side.hide(balancer.model(), balancer);
    log.accept(balancer.model().id() + ": gone");
  }

  @Override
  public void gone(Endpoint endpoint) {
    router.forget(endpoint.load());
  }

  /** One line a change. */
  private record Told(String id, Consumer<String> log) implements RosterListener {
    @Override
    public void ready(Replica replica, Duration after) {
      tell(replica, "takes requests");
    }

    @Override
    public void ejected(Replica replica, HealthEvent reason) {
      tell(replica, "takes no requests: " + reason);
    }

    @Override
    public void recovered(Replica replica) {
      tell(replica, "takes requests again");
    }

    private void tell(Replica replica, String what) {
      log.accept(
          "%s: %s (ordinal %d, Pod %s) %s"
              .formatted(id, replica.name(), replica.ordinal(), replica.runtimeId(), what));
    }
  }
}

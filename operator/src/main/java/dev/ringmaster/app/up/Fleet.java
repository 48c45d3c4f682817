package dev.ringmaster.app.up;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.local.Edit;
import dev.ringmaster.app.local.LocalBalancer;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.spec.LoadBalancerModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * The balancers of one process, as the manifests have them: some come, some change, some go.
 * Confined to one thread, which is that of the executor too.
 */
final class Fleet {
  private final Host host;
  private final Executor thread;
  private final Map<String, LocalBalancer> balancers = new LinkedHashMap<>();
  private final Map<String, CompletableFuture<Void>> departures = new HashMap<>();
  private List<LoadBalancerModel> wanted = List.of();

  /** Where the balancers live. */
  interface Host {
    /** Makes a balancer, which has started nothing yet. */
    LocalBalancer make(LoadBalancerModel model) throws UserError;

    /**
     * A balancer has gone for good, and so goes what it remembered. Called on the control thread.
     */
    void drop(LocalBalancer balancer);

    /** From now on these are routed to. */
    void serve(Collection<LocalBalancer> balancers);

    /** Something became of a manifest. */
    void tell(String line);
  }

  /**
   * A fleet of none.
   *
   * @param thread runs what comes back from the control thread, later
   */
  Fleet(Host host, Executor thread) {
    this.host = host;
    this.thread = thread;
  }

  /**
   * Makes the balancers of these manifests.
   *
   * @throws UserError where the state of one can't be used; some may have been made
   */
  void open(List<LoadBalancerModel> models) throws UserError {
    wanted = List.copyOf(models);
    for (LoadBalancerModel model : models) {
      balancers.put(model.id(), host.make(model));
    }
    host.serve(balancers.values());
  }

  /** Those that are there, in the order in which they came. */
  Collection<LocalBalancer> balancers() {
    return List.copyOf(balancers.values());
  }

  /**
   * Starts those that were opened; hears of each when all of its replicas are routable.
   *
   * @return completes, on any thread, when the replicas of earlier balancers are routed to
   */
  CompletableFuture<Void> start(BiConsumer<LocalBalancer, List<Replica>> whenReady) {
    List<CompletableFuture<Void>> adoptions = new ArrayList<>();
    for (LocalBalancer balancer : balancers.values()) {
      CompletableFuture<Void> adopted = new CompletableFuture<>();
      adoptions.add(adopted);
      balancer.start(
          () -> adopted.complete(null),
          ready -> thread.execute(() -> whenReady.accept(balancer, ready)));
    }
    return all(adoptions);
  }

  private static CompletableFuture<Void> all(List<CompletableFuture<Void>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new));
  }

  /**
   * Ends, or lets go of, every replica.
   *
   * @param keep they run on
   * @return completes when that is done, on any thread
   */
  CompletableFuture<Void> close(boolean keep) {
    List<CompletableFuture<Void>> ends = new ArrayList<>(departures.values());
    for (LocalBalancer balancer : balancers.values()) {
      CompletableFuture<Void> end = new CompletableFuture<>();
      ends.add(end);
      Runnable done = () -> end.complete(null);
      if (keep) {
        balancer.release(done);
      } else {
        balancer.stop(done);
      }
    }
    return all(ends);
  }

  /** Goes by these manifests from now on. */
  void edit(List<LoadBalancerModel> models) {
    wanted = List.copyOf(models);
    Set<String> ids = new LinkedHashSet<>();
    models.forEach(model -> ids.add(model.id()));
    balancers().stream()
        .filter(balancer -> !ids.contains(balancer.model().id()))
        .forEach(this::remove);
    models.forEach(this::put);
  }

  private void remove(LocalBalancer balancer) {
    LoadBalancerModel model = balancer.model();
    host.tell(model.id() + ": removed, no manifest has it any more; its replicas drain");
    balancers.remove(model.id());
    host.serve(balancers.values());
    CompletableFuture<Void> departure = new CompletableFuture<>();
    departures.put(model.id(), departure);
    balancer.stop(() -> {
      host.drop(balancer);
      departure.complete(null);
      thread.execute(() -> gone(model));
    });
  }

  private void gone(LoadBalancerModel model) {
    departures.remove(model.id());
    host.tell(model.id() + ": nothing of it is left");
    // It may have come back meanwhile.
    wanted.stream().filter(again -> again.id().equals(model.id())).forEach(this::put);
  }

  private void put(LoadBalancerModel model) {
    LocalBalancer known = balancers.get(model.id());
    if (known != null) {
      if (!known.model().equals(model)) {
        known.apply(model, edit -> thread.execute(() -> applied(model, edit)));
      }
    } else if (!departures.containsKey(model.id())) {
      add(model);
    }
  }

  private void add(LoadBalancerModel model) {
    try {
      LocalBalancer balancer = host.make(model);
      balancers.put(model.id(), balancer);
      host.tell(model.id() + ": added");
      host.serve(balancers.values());
      balancer.start(() -> {}, ready -> {});
    } catch (UserError refused) {
      host.tell(model.id() + ": not added: " + String.join("; ", refused.lines()));
    }
  }

  private void applied(LoadBalancerModel model, Edit edit) {
    switch (edit) {
      case Edit.Applied applied -> {
        host.tell(model.id() + ": manifest applied: " + String.join(", ", applied.changes()));
        host.serve(balancers.values());
      }
      case Edit.Refused refused ->
          host.tell(model.id() + ": manifest not applied: " + refused.reason());
    }
  }
}

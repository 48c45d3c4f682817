package dev.ringmaster.roster;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.routing.Candidate;
import dev.ringmaster.routing.Dispatcher;
import dev.ringmaster.routing.RoutingTable;
import dev.ringmaster.routing.key.KeyRule;
import dev.ringmaster.scale.DesiredScale;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.spec.RoutingSpec;
import dev.ringmaster.spec.RoutingSpec.Algorithm;
import java.util.List;

/**
 * What the requests of one balancer are decided by, kept up to date by one thread and read by any:
 * its ring over the ordinals that are wanted, the table of who takes requests, the dispatcher.
 */
public final class Routes {
  private final Members members;
  private final Dispatcher.FailureListener failures;
  private final Views views;
  private volatile LoadBalancerModel model;
  private volatile Dispatcher dispatcher;
  private volatile RoutingTable table;
  private DesiredScale desired;
  private Ring ring;
  private List<Candidate> candidates = List.of();

  /**
   * Routes to nobody so far.
   *
   * @param failures told of every failed try, on the thread of the request
   */
  public Routes(
      LoadBalancerModel model,
      DesiredScale desired,
      Members members,
      Dispatcher.FailureListener failures) {
    this.model = model;
    this.desired = desired;
    this.members = members;
    this.failures = failures;
    ring = model.routing().ring(desired.ordinals());
    table = RoutingTable.of(0, ring, candidates);
    dispatcher = newDispatcher();
    views = new Views(model, desired, table);
  }

  private Dispatcher newDispatcher() {
    RoutingSpec routing = model.routing();
    return new Dispatcher(
        this::table,
        routing.algorithm() == Algorithm.CLASSIC ? null : new KeyRule(routing.keys()),
        routing.boundedLoad(),
        routing.retries(),
        failures);
  }

  /** The manifest that they go by. Any thread. */
  public LoadBalancerModel model() {
    return model;
  }

  /** Decides for requests, until another manifest is applied. Any thread. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** The table that requests are routed by now. Any thread. */
  public RoutingTable table() {
    return table;
  }

  /** What others see. Any thread. */
  public Views views() {
    return views;
  }

  /** Goes by another manifest of the same balancer from now on. */
  public void apply(LoadBalancerModel manifest) {
    model = manifest;
    dispatcher = newDispatcher();
    members.judgeBy(manifest.health());
    members.weigh(manifest.routing()::weight);
  }

  /** From the next table on, the ring is that of these ordinals and of the manifest. */
  public void reshape(DesiredScale scale) {
    desired = scale;
    ring = model.routing().ring(scale.ordinals());
  }

  /**
   * Makes a new table, if anything has changed.
   *
   * @param holders the one of each ordinal that its requests go to
   */
  public void publish(List<Replica> holders) {
    List<Candidate> next = members.candidates(holders);
    if (!next.equals(candidates) || table.ring() != ring) {
      candidates = next;
      table = RoutingTable.of(table.generation() + 1, ring, next);
    }
  }

  /** Shows others how it stands now. */
  public void show() {
    views.show(model, desired, table, members.seen());
  }
}

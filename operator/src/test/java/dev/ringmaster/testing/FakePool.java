package dev.ringmaster.testing;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.Replica.Phase;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replicas that exist only here and do what a test says. It watches that it is used as a driver may
 * be used: an incarnation is created once, and only what has ended is forgotten. Confined to one
 * thread.
 */
public final class FakePool implements ReplicaPool {
  private final Runnable onChange;
  private final Map<Long, Replica> replicas = new LinkedHashMap<>();
  private final List<ReplicaSpec> created = new ArrayList<>();
  private boolean startsFail;

  /**
   * An empty pool.
   *
   * @param onChange called where a driver would call its listener, within the calls to this pool
   */
  public FakePool(Runnable onChange) {
    this.onChange = onChange;
  }

  @Override
  public List<Replica> observe() {
    return List.copyOf(replicas.values());
  }

  @Override
  public void create(ReplicaSpec spec) {
    require(
        created.stream().allMatch(before -> before.incarnation() < spec.incarnation()),
        "incarnation " + spec.incarnation() + " was used before");
    created.add(spec);
    put(
        new Replica(
            spec.ordinal(),
            spec.incarnation(),
            spec.name(),
            spec.revision(),
            "127.0.0.1",
            (int) (20_000 + spec.incarnation()),
            Phase.RUNNING,
            "fake " + spec.incarnation(),
            List.of()));
    if (startsFail) {
      exit(spec.incarnation());
    }
  }

  @Override
  public void stop(long incarnation, Duration grace) {
    Replica replica = replicas.get(incarnation);
    if (replica != null && (replica.runs() || replica.phase() == Phase.LOST)) {
      put(replica.in(Phase.STOPPING));
    }
  }

  @Override
  public void forget(long incarnation) {
    Replica replica = replicas.remove(incarnation);
    require(
        replica != null && replica.phase() == Phase.EXITED,
        "incarnation " + incarnation + " has not ended");
  }

  /** Ends a replica: it crashed, or it was told to end and now has. */
  public void exit(long incarnation) {
    Replica replica = replicas.get(incarnation);
    require(replica != null, "incarnation " + incarnation + " is unknown");
    if (replica != null) {
      put(replica.ended(List.of("exited")));
      onChange.run();
    }
  }

  /** Its runtime calls a replica unwell from now on. */
  public void fail(long incarnation) {
    replicas.computeIfPresent(incarnation, (id, replica) -> replica.failing(List.of("unwell")));
    onChange.run();
  }

  /** Something else befalls a replica than ending or ailing. */
  public void enter(long incarnation, Phase phase) {
    replicas.computeIfPresent(incarnation, (id, replica) -> replica.in(phase));
    onChange.run();
  }

  /** Ends all that were told to end. */
  public void exitStopping() {
    observe().stream()
        .filter(replica -> replica.phase() == Phase.STOPPING)
        .forEach(replica -> exit(replica.incarnation()));
  }

  /** Replicas that run though this pool never created them, as those of an earlier process. */
  public void found(Replica replica) {
    put(replica);
  }

  /** From now on every replica ends the moment it is created. */
  public void failStarts(boolean fail) {
    startsFail = fail;
  }

  /** All that were ever created, in order. */
  public List<ReplicaSpec> created() {
    return List.copyOf(created);
  }

  /** The replicas that run and were not told to end, in the order of their creation. */
  public List<Replica> running() {
    return observe().stream().filter(replica -> replica.phase() == Phase.RUNNING).toList();
  }

  private void put(Replica replica) {
    replicas.put(replica.incarnation(), replica);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}

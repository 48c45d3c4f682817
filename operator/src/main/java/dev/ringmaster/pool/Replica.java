package dev.ringmaster.pool;

import java.util.List;

/**
 * One incarnation of an ordinal, as its driver sees it.
 *
 * @param ordinal its identity: place on the ring, claims, everything that outlives a crash
 * @param incarnation its number within the balancer, never used twice
 * @param name display name
 * @param revision of the template that it was made from, see {@link ReplicaTemplate#revisions}
 * @param host address that the router connects to
 * @param port that it listens on there
 * @param phase how far it got
 * @param runtimeId what its runtime calls it: {@code pid 4711}, a container id, a Pod's name
 * @param exit how it ended and its last words, or what ails it; empty while it is well
 */
public record Replica(
    int ordinal,
    long incarnation,
    String name,
    String revision,
    String host,
    int port,
    Phase phase,
    String runtimeId,
    List<String> exit) {
  /** How far a replica got. */
  public enum Phase {
    /** Asked for; it has no address yet. */
    STARTING,
    RUNNING,
    /** Runs, and its runtime says that it is not well: to be replaced. */
    FAILING,
    /** Its machine is out of reach: whether it runs, nobody knows. */
    LOST,
    /** Runs, and is marked in its runtime as one that takes no further request. */
    DRAINING,
    /** Told to end. */
    STOPPING,
    EXITED
  }

  public Replica {
    exit = List.copyOf(exit);
  }

  /** One that was asked for, and of which its runtime has told nothing yet. */
  public static Replica starting(int ordinal, long incarnation, String name, String revision) {
    return new Replica(ordinal, incarnation, name, revision, "", 0, Phase.STARTING, "", List.of());
  }

  /** It can take requests, as far as its runtime knows. */
  public boolean runs() {
    return phase == Phase.RUNNING || phase == Phase.FAILING;
  }

  /** The same replica, which its runtime has a name for now. */
  public Replica identified(String id) {
    return new Replica(ordinal, incarnation, name, revision, host, port, phase, id, exit);
  }

  /** The same replica, which runs and has an address now. */
  public Replica at(String newHost, int newPort) {
    return new Replica(
        ordinal,
        incarnation,
        name,
        revision,
        newHost,
        newPort,
        Phase.RUNNING,
        runtimeId,
        List.of());
  }

  /** The same replica, further on. */
  public Replica in(Phase next) {
    return with(next, exit);
  }

  /** The same replica, ailing. */
  public Replica failing(List<String> ailment) {
    return with(Phase.FAILING, ailment);
  }

  /** The same replica at its end. */
  public Replica ended(List<String> words) {
    return with(Phase.EXITED, words);
  }

  private Replica with(Phase next, List<String> words) {
    return new Replica(ordinal, incarnation, name, revision, host, port, next, runtimeId, words);
  }
}

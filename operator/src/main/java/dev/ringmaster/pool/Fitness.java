package dev.ringmaster.pool;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which of an ordinal's replicas takes its requests: the same rule for who plans and who routes.
 */
public final class Fitness {
  private Fitness() {}

  /** A replica that runs and was not told to go. */
  public interface Contender {
    /** The replica. */
    Replica replica();

    /** It can take requests, as far as is known. */
    boolean well();

    /** It could at some time. */
    boolean ready();
  }

  /**
   * The one who takes them; none of none.
   *
   * @param revision that is wanted here
   */
  public static <C extends Contender> Optional<C> fittest(
      String revision, Collection<C> contenders) {
    return contenders.stream().max(order(revision));
  }

  /** Who can; of those the wanted revision, then the newest. */
  public static Comparator<Contender> order(String revision) {
    return Comparator.comparing(Contender::well)
        .thenComparing(Contender::ready)
        .thenComparing(contender -> isWanted(revision, contender.replica()))
        .thenComparingLong(contender -> contender.replica().incarnation());
  }

  /** It is of this revision, and well as far as its runtime knows. */
  public static boolean isWanted(String revision, Replica replica) {
    return replica.revision().equals(revision) && replica.phase() != Replica.Phase.FAILING;
  }
}

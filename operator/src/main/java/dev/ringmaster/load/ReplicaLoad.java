package dev.ringmaster.load;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The requests in flight at one incarnation of a replica; it outlives the routing tables that name
 * it.
 *
 * <p>Implementation notes. One 64-bit word holds a retired bit, a version of 31 bits and the count
 * of 32. Every change raises the version, so a compare-and-set that succeeds proves that the count
 * stood still while the total was read: the admission was within the bound at that very instant,
 * exact across event loops, without a lock. The retired bit makes the beginning of a drain exact
 * too: once {@link #retire} returned, a count of 0 stays 0, whichever table a request was looking
 * at.
 */
public final class ReplicaLoad {
  private static final long RETIRED = 1L << 63;
  private static final long COUNT_MASK = 0xFFFF_FFFFL;
  private static final long VERSION_STEP = 1L << 32;

  private final InFlight all;
  private final AtomicLong word = new PaddedCounter();

  ReplicaLoad(InFlight all) {
    this.all = all;
  }

  /**
   * Takes one more request, however many there are.
   *
   * @return null once retired
   */
  public @Nullable Lease admit() {
    while (true) {
      long seen = word.get();
      if (seen < 0) {
        return null;
      }
      if (word.compareAndSet(seen, changed(seen, 1))) {
        all.raise();
        return new Lease(this);
      }
    }
  }

  /**
   * Takes one more request if the bound allows it.
   *
   * @param weight this replica's weight
   * @param weights the sum of the weights of all routable replicas
   * @return null where the bound is reached, and once retired
   */
  public @Nullable Lease admit(LoadBound bound, int weight, long weights) {
    while (true) {
      long seen = word.get();
      if (seen < 0 || count(seen) + 1 > bound.limit(all.total(), weight, weights)) {
        return null;
      }
      if (word.compareAndSet(seen, changed(seen, 1))) {
        all.raise();
        return new Lease(this);
      }
    }
  }

  /** Lets nobody in from now on; those inside finish. */
  public void retire() {
    word.getAndUpdate(seen -> seen | RETIRED);
  }

  /** Requests in flight now. */
  public long inFlight() {
    return count(word.get());
  }

  void release() {
    all.lower();
    word.getAndUpdate(seen -> changed(seen, -1));
  }

  private static long count(long seen) {
    return seen & COUNT_MASK;
  }

  private static long changed(long seen, int by) {
    long version = (seen + VERSION_STEP) & ~RETIRED & ~COUNT_MASK;
    return (seen & RETIRED) | version | (count(seen) + by);
  }
}

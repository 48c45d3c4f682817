package dev.ringmaster.cluster.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs for leader for ever: when a term ends, for whatever reason, the next election is stood for.
 * One term at a time is begun and ended, in the order in which the lease was got and lost.
 */
public final class LeaderTerms implements AutoCloseable {
  private static final Logger LOG = System.getLogger(LeaderTerms.class.getName());

  /** As long as a leader that vanished is waited for. */
  private static final Duration LEASE = Duration.ofSeconds(15);

  /** After so long without a renewal a leader gives up, in time before another one may begin. */
  private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);

  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration END = Duration.ofSeconds(8);

  private final KubernetesClient client;
  private final LeaseLock lease;
  private final Office office;
  private final ExecutorService terms =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().name("ringmaster-term").daemon().unstarted(task));
  private final Thread candidate =
      Thread.ofPlatform().name("ringmaster-election").daemon().unstarted(this::run);
  private volatile @Nullable CompletableFuture<?> standing;
  private volatile @Nullable Tenure leading;
  private volatile boolean closed;

  /** What a leader does. Called on one thread. */
  public interface Office {
    /**
     * A term begins.
     *
     * @param tenure says whether it still holds, before {@link #end} is called and after
     */
    void begin(Tenure tenure);

    /** It is over: another one may lead a few seconds after this was called. */
    void end();
  }

  /**
   * Stands for nothing yet.
   *
   * @param namespace of the lease
   * @param lease its name
   * @param identity who stands, unlike all others
   */
  public LeaderTerms(
      KubernetesClient client, String namespace, String lease, String identity, Office office) {
    this.client = client;
    this.office = office;
    this.lease = new LeaseLock(namespace, lease, identity);
  }

  /** Stands for election from now on. */
  public void start() {
    candidate.start();
  }

  private void run() {
    while (!closed) {
      try {
        TermLock lock = new TermLock(lease, RENEW_DEADLINE, System::nanoTime);
        CompletableFuture<?> elected =
            client.leaderElector().withConfig(config(lock)).build().start();
        standing = elected;
        if (closed) {
          elected.cancel(true);
        }
        elected.get();
      } catch (CancellationException givenBack) {
        pause();
      } catch (ExecutionException | RuntimeException failure) {
        LOG.log(Level.WARNING, "election: {0}; stood for again", failure.getMessage());
        pause();
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(AFTER_FAILURE);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private LeaderElectionConfig config(TermLock lock) {
    return new LeaderElectionConfigBuilder()
        .withName("ringmaster")
        .withLock(lock)
        .withLeaseDuration(LEASE)
        .withRenewDeadline(RENEW_DEADLINE)
        .withRetryPeriod(RETRY)
        .withReleaseOnCancel(true)
        .withLeaderCallbacks(
            new LeaderCallbacks(() -> change(lock.tenure()), () -> change(null), leader -> {}))
        .build();
  }

  /** The end is heard of more than once, and ends nothing but the term that is. */
  private synchronized void change(@Nullable Tenure next) {
    Tenure last = leading;
    if (next == last || (next != null && closed)) {
      return;
    }
    leading = next;
    if (last != null) {
      last.end();
      terms.execute(office::end);
    }
    if (next != null) {
      terms.execute(() -> begin(next));
    }
  }

  /** Whoever can't do the work gives it back. */
  private void begin(Tenure tenure) {
    try {
      office.begin(tenure);
    } catch (RuntimeException failure) {
      LOG.log(Level.WARNING, "this term can''t begin: {0}", failure.getMessage());
      CompletableFuture<?> elected = standing;
      if (elected != null) {
        elected.cancel(true);
      }
    }
  }

  /** Ends the term before the lease is given back. */
  @Override
  public void close() {
    closed = true;
    change(null);
    terms.shutdown();
    try {
      if (!terms.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.WARNING, "the term did not end within {0}", END);
      }
      CompletableFuture<?> elected = standing;
      if (elected != null) {
        elected.cancel(true);
      }
      candidate.interrupt();
      candidate.join(END);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

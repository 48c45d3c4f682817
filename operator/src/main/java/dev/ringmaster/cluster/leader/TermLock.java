package dev.ringmaster.cluster.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The Lease as a candidate knows it, for one election and the term that follows. Another's is
 * judged by how long it was seen unchanged, since clocks of machines differ. Each request is sent
 * once and waited for a few seconds, so that no renewal is stuck behind one that failed.
 */
final class TermLock implements Lock {
  private static final RequestConfig PROMPT =
      new RequestConfigBuilder().withRequestRetryBackoffLimit(0).withRequestTimeout(4_000).build();

  private final Lock lease;
  private final Duration patience;
  private final LongSupplier clock;
  private @Nullable LeaderElectionRecord seen;
  private long seenAt;
  private volatile @Nullable Tenure tenure;

  /**
   * A lock of which nothing is known yet.
   *
   * @param patience see {@link Tenure}
   * @param clock in nanoseconds
   */
  TermLock(Lock lease, Duration patience, LongSupplier clock) {
    this.lease = lease;
    this.patience = patience;
    this.clock = clock;
  }

  @Override
  public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
    LeaderElectionRecord there = prompt(client, lease::get);
    if (there == null || identity().equals(there.getHolderIdentity())) {
      return there;
    }
    end();
    if (!there.equals(seen)) {
      seen = there;
      seenAt = clock.getAsLong();
    }
    Duration age = Duration.ofNanos(clock.getAsLong() - seenAt);
    return there.toBuilder().renewTime(ZonedDateTime.now(ZoneOffset.UTC).minus(age)).build();
  }

  @Override
  public synchronized void create(KubernetesClient client, LeaderElectionRecord record) {
    renew(() -> send(client, record, lease::create));
  }

  @Override
  public synchronized void update(KubernetesClient client, LeaderElectionRecord record) {
    if (identity().equals(record.getHolderIdentity())) {
      renew(() -> send(client, record, lease::update));
    } else {
      // Others may begin as soon as this is sent. It is a merge patch, which leaves out null.
      end();
      send(client, record.toBuilder().holderIdentity("").build(), lease::update);
    }
  }

  private void renew(Runnable sending) {
    Tenure running = tenure;
    if (running != null && !running.holds()) {
      throw tooLate();
    }
    long sent = clock.getAsLong();
    sending.run();
    if (running == null) {
      tenure = new Tenure(clock, patience, sent);
    } else if (!running.renew(sent)) {
      throw tooLate();
    }
  }

  private static void send(
      KubernetesClient client,
      LeaderElectionRecord record,
      BiConsumer<KubernetesClient, LeaderElectionRecord> call) {
    prompt(
        client,
        prompt -> {
          call.accept(prompt, record);
          return null;
        });
  }

  private static KubernetesClientException tooLate() {
    return new KubernetesClientException("the Lease was not renewed in time: this term is over");
  }

  private void end() {
    Tenure running = tenure;
    if (running != null) {
      running.end();
    }
  }

  /** The one term of this lock; null before it was got. */
  @Nullable Tenure tenure() {
    return tenure;
  }

  private static <T extends @Nullable Object> T prompt(
      KubernetesClient client, Function<KubernetesClient, T> call) {
    return client
        .adapt(NamespacedKubernetesClient.class)
        .withRequestConfig(PROMPT)
        .call(call::apply);
  }

  @Override
  public String identity() {
    return lease.identity();
  }

  @Override
  public String describe() {
    return lease.describe();
  }
}

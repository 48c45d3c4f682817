package dev.ringmaster.controller.claim;

import dev.ringmaster.kubernetes.ApiRefusal;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Another operator's Lease, as it is seen from here: alive while it changes. It is asked for when
 * somebody looks, and not each time; one that can't be seen is taken for alive.
 */
final class LeaseSight {
  /** Twice as long as another replica of that operator waits before it takes over. */
  private static final Duration STALE = Duration.ofSeconds(30);

  private static final Duration FRESH = Duration.ofSeconds(5);

  private final Supplier<@Nullable Lease> server;
  private final LongSupplier clock;
  private Optional<String> verdict = Optional.empty();
  private @Nullable String version;
  private long changed;
  private long asked;
  private boolean begun;

  LeaseSight(Supplier<@Nullable Lease> server, LongSupplier clock) {
    this.server = server;
    this.clock = clock;
  }

  /** How it is that the operator lives; empty where it does not. */
  synchronized Optional<String> look() {
    long now = clock.getAsLong();
    if (!begun || now - asked >= FRESH.toNanos()) {
      begun = true;
      verdict = ask();
      // From then on: the answer may have been waited for.
      asked = clock.getAsLong();
    }
    return verdict;
  }

  private Optional<String> ask() {
    try {
      Lease lease = server.get();
      return lease == null ? Optional.empty() : judge(lease.getMetadata().getResourceVersion());
    } catch (KubernetesClientException unseen) {
      version = null;
      return Optional.of("can't be looked at: " + ApiRefusal.sentence(unseen));
    }
  }

  private Optional<String> judge(String seen) {
    long now = clock.getAsLong();
    if (!seen.equals(version)) {
      version = seen;
      changed = now;
    }
    return now - changed < STALE.toNanos() ? Optional.of("is renewed") : Optional.empty();
  }
}

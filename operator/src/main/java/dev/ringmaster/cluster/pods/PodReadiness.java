package dev.ringmaster.cluster.pods;

import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.health.HealthPolicy;
import dev.ringmaster.health.Probes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * How the replicas of one balancer fare by what their kubelets say: nobody is probed from here.
 * Confined to one thread.
 *
 * <p>Implementation notes. A kubelet tells only what changes, so its silence has to be read: a
 * replica that failed our requests and is still Ready after its probes had the time to fail is
 * well, or ails in a way that probes don't see. It is tried again; each time that it fails soon
 * after, the pause doubles. A Pod that becomes Ready is news, and ends any pause.
 */
final class PodReadiness implements Probes {
  /** The longest pause, unless the kubelet itself takes longer to find out. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  /** Fails within this after its return: that is in a row. Longer than requests usually wait. */
  static final Duration IN_A_ROW = Duration.ofMinutes(2);

  private final LongSupplier clock;
  private final BiConsumer<Long, HealthEvent> found;
  private final Map<Long, Watched> watched = new HashMap<>();
  private HealthPolicy policy;

  private static final class Watched {
    private boolean ready;
    private boolean out;
    private boolean planned;
    private long due;
    private long pause;
    private boolean returned;
    private long returnedAt;
  }

  /**
   * Watches nobody so far.
   *
   * @param clock nanoseconds
   * @param found hears what is found out, at once
   */
  PodReadiness(HealthPolicy policy, LongSupplier clock, BiConsumer<Long, HealthEvent> found) {
    this.policy = policy;
    this.clock = clock;
    this.found = found;
  }

  @Override
  public void follow(HealthPolicy other) {
    policy = other;
  }

  @Override
  public void watch(long incarnation, String host, int port) {
    watched.put(incarnation, new Watched());
  }

  @Override
  public void unwatch(long incarnation) {
    watched.remove(incarnation);
  }

  /** Its Pod is Ready, or not. */
  void show(long incarnation, boolean ready) {
    Watched replica = watched.get(incarnation);
    if (replica == null || replica.ready == ready) {
      return;
    }
    replica.ready = ready;
    replica.planned = false;
    replica.out = false;
    replica.returned = false;
    if (ready) {
      tellWell(incarnation);
    } else {
      found.accept(incarnation, HealthEvent.UNREADY);
    }
  }

  /** Its Pod is Ready, as far as is known. */
  boolean isReady(long incarnation) {
    Watched replica = watched.get(incarnation);
    return replica != null && replica.ready;
  }

  @Override
  public void confirm(long incarnation) {
    Watched replica = watched.get(incarnation);
    if (replica != null && replica.ready && !replica.planned) {
      plan(replica, patience());
    }
  }

  /** It was taken out of routing. */
  void ejected(long incarnation) {
    Watched replica = watched.get(incarnation);
    if (replica == null || !replica.ready) {
      return;
    }
    long patience = patience();
    boolean again = replica.returned && clock.getAsLong() - replica.returnedAt < IN_A_ROW.toNanos();
    replica.pause =
        again ? Math.max(patience, Math.min(2 * replica.pause, LONGEST_PAUSE.toNanos())) : patience;
    replica.out = true;
    plan(replica, replica.pause);
  }

  private void plan(Watched replica, long pause) {
    replica.planned = true;
    replica.due = clock.getAsLong() + pause;
  }

  /** What a kubelet needs to find out, told of it a moment later. */
  private long patience() {
    return policy
        .interval()
        .multipliedBy(policy.unhealthyAfter() + 1L)
        .plus(policy.timeout())
        .toNanos();
  }

  /**
   * When {@link #elapse} has something to tell; {@link Long#MAX_VALUE}: not before more happens.
   */
  long due() {
    return watched.values().stream()
        .filter(replica -> replica.planned)
        .mapToLong(replica -> replica.due)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Tells of those whose kubelets had time to disagree and did not. */
  void elapse() {
    long now = clock.getAsLong();
    List<Long> well =
        watched.entrySet().stream()
            .filter(entry -> entry.getValue().planned && now - entry.getValue().due >= 0)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    for (long incarnation : well) {
      Watched replica = watched.get(incarnation);
      if (replica != null) {
        replica.planned = false;
        replica.returned = replica.returned || replica.out;
        replica.returnedAt = replica.out ? now : replica.returnedAt;
        replica.out = false;
        tellWell(incarnation);
      }
    }
  }

  /** As often as it takes to be believed: the kubelet has counted already. */
  private void tellWell(long incarnation) {
    for (int i = 0; i < policy.healthyAfter(); i++) {
      found.accept(incarnation, HealthEvent.PROBE_OK);
    }
  }

  @Override
  public void close() {
    watched.clear();
  }
}

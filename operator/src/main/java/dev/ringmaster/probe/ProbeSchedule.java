package dev.ringmaster.probe;

import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.health.HealthPolicy;
import dev.ringmaster.health.Probes;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Probes the replicas of one balancer: often while they start, so that none waits for its turn,
 * then at the policy's interval with jitter, so that they are not all asked in one instant. Safe
 * for any thread: all that changes does so on one event loop.
 */
public final class ProbeSchedule implements Probes {
  /** While a replica starts: first this often, each pause a tenth longer, up to the interval. */
  private static final long FIRST_PAUSE_MILLIS = 10;

  private static final double JITTER = 0.1;
  private static final Logger LOG = System.getLogger(ProbeSchedule.class.getName());

  private final Vertx vertx;
  private final Context loop;
  private volatile HealthPolicy policy;
  private final ProbeListener listener;
  private volatile Prober prober;
  private final Map<Long, Watched> watched = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public ProbeSchedule(Vertx vertx, HealthPolicy policy, ProbeListener listener) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.policy = policy;
    this.listener = listener;
    prober = new Prober(vertx, policy);
  }

  /** From the next probe of each replica on. */
  @Override
  public void follow(HealthPolicy other) {
    if (!other.equals(policy)) {
      Prober before = prober;
      policy = other;
      prober = new Prober(vertx, other);
      // What it has asked is still to be answered.
      vertx.setTimer(2 * before.timeout().toMillis(), late -> before.close());
    }
  }

  @Override
  public void watch(long incarnation, String host, int port) {
    Watched fresh = new Watched(incarnation, host, port);
    if (watched.putIfAbsent(incarnation, fresh) == null) {
      loop.runOnContext(go -> fresh.probe());
    }
  }

  /** Probes out of turn. */
  @Override
  public void confirm(long incarnation) {
    Watched known = watched.get(incarnation);
    if (known != null) {
      loop.runOnContext(go -> known.probe());
    }
  }

  @Override
  public void unwatch(long incarnation) {
    Watched known = watched.remove(incarnation);
    if (known != null) {
      loop.runOnContext(go -> known.cancel());
    }
  }

  @Override
  public void close() {
    closed = true;
    watched.keySet().forEach(this::unwatch);
    loop.runOnContext(go -> prober.close());
  }

  /** Hears the answers. */
  @FunctionalInterface
  public interface ProbeListener {
    /** A replica answered, or did not. Called on an event loop: must return at once. */
    void probed(long incarnation, HealthEvent event);
  }

  /** Confined to the loop. */
  private final class Watched {
    private final long incarnation;
    private final String host;
    private final int port;
    private @Nullable HealthEvent last;
    private boolean answered;
    private boolean asking;
    private boolean askAgain;
    private long timer = -1;
    private double pause = FIRST_PAUSE_MILLIS;

    Watched(long incarnation, String host, int port) {
      this.incarnation = incarnation;
      this.host = host;
      this.port = port;
    }

    /** Asks now, or once more after the answer that is awaited: that one may be old news. */
    void probe() {
      if (closed || watched.get(incarnation) != this) {
        return;
      }
      if (asking) {
        askAgain = true;
        return;
      }
      cancel();
      asking = true;
      prober.ask(host, port).onSuccess(this::answered);
    }

    void cancel() {
      vertx.cancelTimer(timer);
    }

    private void answered(HealthEvent event) {
      asking = false;
      if (watched.get(incarnation) != this) {
        return;
      }
      answered |= event == HealthEvent.PROBE_OK;
      if (event != last) {
        last = event;
        LOG.log(
            Level.DEBUG,
            () -> "%s:%d (incarnation %d): %s".formatted(host, port, incarnation, event));
      }
      listener.probed(incarnation, event);
      if (askAgain) {
        askAgain = false;
        probe();
      } else {
        timer = vertx.setTimer(nextPause(), fired -> probe());
      }
    }

    private long nextPause() {
      double interval = policy.interval().toMillis();
      if (!answered) {
        pause = Math.min(pause * 1.1, interval);
        return (long) pause;
      }
      double jitter = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
      return Math.max(1, (long) (interval * jitter));
    }
  }
}

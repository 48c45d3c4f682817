package dev.ringmaster.telemetry;

import dev.ringmaster.traffic.Refusal;
import dev.ringmaster.traffic.RefusalListener;
import dev.ringmaster.view.BalancerDirectory;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All figures of this process. Counting begins at once; what shows them is made by whoever asks
 * first, so that no start waits for it.
 */
public final class Telemetry implements RefusalListener {
  private final BalancerDirectory directory;
  private final String version;
  private final Map<BalancerId, BalancerMeters> meters = new ConcurrentHashMap<>();
  private final EnumCounts<Refusal> refusals =
      new EnumCounts<>(Refusal.class, EnumSet.allOf(Refusal.class));
  private @Nullable MetricsRegistry registry;

  /** What tells balancers apart. */
  private record BalancerId(String namespace, String name) {}

  /**
   * Nothing counted yet.
   *
   * @param directory the balancers to show
   * @param version of this program
   */
  public Telemetry(BalancerDirectory directory, String version) {
    this.directory = directory;
    this.version = version;
  }

  /** The meters of a balancer: to be asked for once, not for each request. */
  public BalancerMeters of(String namespace, String name) {
    return meters.computeIfAbsent(new BalancerId(namespace, name), id -> new BalancerMeters());
  }

  /** Ends with a balancer that is gone; one of the same name begins at 0. */
  public void forget(String namespace, String name) {
    meters.remove(new BalancerId(namespace, name));
  }

  @Override
  public void refused(Refusal refusal) {
    refusals.increment(refusal);
  }

  EnumCounts<Refusal> refusals() {
    return refusals;
  }

  /**
   * All figures as they are now. Takes milliseconds, and longer the first time, when the library is
   * loaded: not for event loops.
   *
   * @param accept of the HTTP request, empty for none
   */
  public MetricsText scrape(String accept) {
    return registry().scrape(accept);
  }

  private synchronized MetricsRegistry registry() {
    MetricsRegistry made = registry;
    if (made == null) {
      made = new MetricsRegistry(new BalancerCollector(directory, this), version);
      registry = made;
    }
    return made;
  }
}

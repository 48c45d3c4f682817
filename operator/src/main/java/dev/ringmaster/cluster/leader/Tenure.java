package dev.ringmaster.cluster.leader;

import dev.ringmaster.kubernetes.ApiRefusal.TermOver;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A term of leadership as far as anybody can rely on it: it holds until the renewals of its Lease
 * stop, and once it does not, never again. Safe for any thread.
 *
 * <p>Implementation notes. The clock goes on while the process does not (SIGSTOP, a machine that
 * was suspended), and a renewal counts from before it was sent, so that a term is over here before
 * it is for others. Between the question and the bytes on the wire a process can still be stopped:
 * names, uids and resourceVersions in what is written are for that.
 */
public final class Tenure {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private final LongSupplier clock;
  private final long patience;
  private volatile long renewed;
  private volatile boolean over;

  /**
   * A term that has just begun.
   *
   * @param clock in nanoseconds
   * @param patience how long it holds without a renewal
   * @param begun when the Lease was asked for
   */
  Tenure(LongSupplier clock, Duration patience, long begun) {
    this.clock = clock;
    this.patience = patience.toNanos();
    renewed = begun;
  }

  /** Whether this one leads, and nobody else can. */
  public boolean holds() {
    if (!over && clock.getAsLong() - renewed >= patience) {
      over = true;
    }
    return !over;
  }

  /**
   * The Lease was renewed.
   *
   * @param sent when that was asked for
   * @return false: it was too late, and another term is to begin
   */
  boolean renew(long sent) {
    if (!holds()) {
      return false;
    }
    renewed = sent;
    return true;
  }

  /** Over, whatever the Lease says. */
  void end() {
    over = true;
  }

  /**
   * A client of the same server that reads at all times and writes while the term holds; later, it
   * throws {@link TermOver}. It tries nothing twice: what it repeated could be sent after the term.
   */
  public KubernetesClient client(KubernetesClient like) {
    return new KubernetesClientBuilder()
        .withConfig(like.getConfiguration())
        .withKubernetesSerialization(like.getKubernetesSerialization())
        .withHttpClientBuilderConsumer(http ->
            http.addOrReplaceInterceptor("TERM", new Fence())
                .tag(
                    new RequestConfigBuilder(like.getConfiguration().getRequestConfig())
                        .withRequestRetryBackoffLimit(0)
                        .build()))
        .build();
  }

  private final class Fence implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (!READS.contains(request.method()) && !holds()) {
        throw new TermOver(request.method() + " " + request.uri().getPath());
      }
    }
  }
}

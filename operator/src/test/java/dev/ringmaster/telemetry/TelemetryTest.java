package dev.ringmaster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.health.HealthEvent;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.loop.PoolEvent;
import dev.ringmaster.preview.Placement;
import dev.ringmaster.routing.RouteDecision.Reason;
import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.traffic.FinishedRequest;
import dev.ringmaster.traffic.Refusal;
import dev.ringmaster.view.Balancer;
import dev.ringmaster.view.BalancerDirectory;
import dev.ringmaster.view.BalancerView;
import dev.ringmaster.view.MemberState;
import dev.ringmaster.view.MemberView;
import dev.ringmaster.view.OwnerView;
import dev.ringmaster.view.RingView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private static final String WEB = "{balancer=\"web\",namespace=\"shop\"}";

  private final List<Balancer> balancers = new ArrayList<>(List.of(new Standing("web")));
  private final Telemetry telemetry = new Telemetry(new Directory(), "1.2.3");
  private final BalancerMeters web = telemetry.of("shop", "web");

  @Test
  void counters_areThereBeforeAnythingHappened() {
    assertThat(value("ringmaster_retries_total" + WEB)).isEqualTo("0.0");
    for (String code : List.of("incomplete", "1xx", "2xx", "3xx", "4xx", "5xx")) {
      assertThat(value(labelled("ringmaster_requests_total", "code", code))).isEqualTo("0.0");
    }
    for (String reason : List.of("owner", "owner_out", "owner_full", "retry", "no_replica")) {
      assertThat(value(labelled("ringmaster_routing_decisions_total", "reason", reason)))
          .isEqualTo("0.0");
    }
    assertThat(value("ringmaster_refused_total{category=\"unknown-host\"}")).isEqualTo("0.0");
    assertThat(value("ringmaster_request_duration_seconds_count" + WEB)).isEqualTo("0");
    assertThat(value("ringmaster_replica_starts_total" + WEB)).isEqualTo("0.0");
  }

  @Test
  void request_isCountedOnceEverywhere() {
    web.finished(new FinishedRequest(200, Reason.RETRY, 2, 3, true, 7_000_000, 1_000_000));
    web.finished(
        new FinishedRequest(
            FinishedRequest.INCOMPLETE, null, 0, 0, false, 600_000_000, FinishedRequest.NO_ANSWER));
    web.finished(new FinishedRequest(999, Reason.OWNER, 0, 1, false, 1, 1));

    assertThat(value(labelled("ringmaster_requests_total", "code", "2xx"))).isEqualTo("1.0");
    assertThat(value(labelled("ringmaster_requests_total", "code", "incomplete"))).isEqualTo("1.0");
    assertThat(value(labelled("ringmaster_requests_total", "code", "5xx"))).isEqualTo("1.0");
    assertThat(value(labelled("ringmaster_routing_decisions_total", "reason", "retry")))
        .isEqualTo("1.0");
    assertThat(value(labelled("ringmaster_routing_decisions_total", "reason", "no_replica")))
        .isEqualTo("1.0");
    assertThat(value("ringmaster_retries_total" + WEB)).isEqualTo("2.0");
    assertThat(value("ringmaster_routing_hops_total" + WEB)).isEqualTo("2.0");
    assertThat(value("ringmaster_key_fallback_total" + WEB)).isEqualTo("1.0");
    assertThat(value("ringmaster_request_duration_seconds_count" + WEB)).isEqualTo("3");
    assertThat(value("ringmaster_request_duration_seconds_sum" + WEB)).startsWith("0.607");
    assertThat(value("ringmaster_request_first_byte_seconds_count" + WEB)).isEqualTo("2");
  }

  @Test
  void duration_onABound_isBelowIt() {
    web.finished(new FinishedRequest(200, Reason.OWNER, 0, 1, false, 5_000_000, 1));
    web.finished(new FinishedRequest(200, Reason.OWNER, 0, 1, false, 5_000_001, 1));

    assertThat(value(bucket("0.0025"))).isEqualTo("0");
    assertThat(value(bucket("0.005"))).isEqualTo("1");
    assertThat(value(bucket("0.01"))).isEqualTo("2");
    assertThat(value(bucket("+Inf"))).isEqualTo("2");
  }

  @Test
  void failures_refusalsAndPoolEvents_areCounted() {
    Replica replica =
        new Replica(0, 1, "s1", "r", "h", 1, Replica.Phase.EXITED, "pid 1", List.of("exit"));
    web.tryFailed(RouteFailure.REFUSED);
    web.tryFailed(RouteFailure.NO_REPLICA);
    telemetry.refused(Refusal.LOOP);
    web.pool(new PoolEvent.Started(replica));
    web.pool(new PoolEvent.Started(replica));
    web.pool(new PoolEvent.Crashed(replica, Duration.ZERO));
    web.pool(new PoolEvent.Stopped(replica));
    web.ready(Duration.ofMillis(300));
    web.ejected(HealthEvent.RESPONSE_TIMEOUT);

    assertThat(value(labelled("ringmaster_upstream_failures_total", "category", "connect-refused")))
        .isEqualTo("1.0");
    assertThat(page()).doesNotContain("category=\"no-replica\"");
    assertThat(value("ringmaster_refused_total{category=\"loop\"}")).isEqualTo("1.0");
    assertThat(value("ringmaster_replica_starts_total" + WEB)).isEqualTo("2.0");
    assertThat(value("ringmaster_replica_crashes_total" + WEB)).isEqualTo("1.0");
    assertThat(value("ringmaster_replica_ready_seconds_sum" + WEB)).isEqualTo("0.3");
    assertThat(value(labelled("ringmaster_replica_ejections_total", "reason", "response_timeout")))
        .isEqualTo("1.0");
  }

  @Test
  void gauges_showHowTheBalancerStands() {
    assertThat(value("ringmaster_replicas_desired" + WEB)).isEqualTo("2.0");
    assertThat(value("ringmaster_replicas" + stateLabels("ready"))).isEqualTo("1.0");
    assertThat(value("ringmaster_replicas" + stateLabels("draining"))).isEqualTo("1.0");
    assertThat(value("ringmaster_replicas" + stateLabels("ejected"))).isEqualTo("0.0");
    // Two incarnations of one ordinal.
    assertThat(
            value(
                "ringmaster_requests_in_flight{balancer=\"web\",namespace=\"shop\",ordinal=\"1\"}"))
        .isEqualTo("8.0");
    assertThat(value("ringmaster_routing_table_generation" + WEB)).isEqualTo("42.0");
    assertThat(value("ringmaster_panic" + WEB)).isEqualTo("1.0");
    assertThat(value("ringmaster_ring_peak_to_mean" + WEB)).isEqualTo("1.25");
    assertThat(page()).doesNotContain("ringmaster_ring_moved_ratio{");
  }

  @Test
  void balancers_comeAndGo_andOneOfTheSameNameBeginsAtZero() {
    web.tryFailed(RouteFailure.RESET);
    balancers.add(new Standing("api"));
    assertThat(value("ringmaster_retries_total{balancer=\"api\",namespace=\"shop\"}"))
        .isEqualTo("0.0");

    balancers.clear();
    telemetry.forget("shop", "web");
    assertThat(page()).doesNotContain("balancer=\"web\"");

    balancers.add(new Standing("web"));
    telemetry.of("shop", "web").tryFailed(RouteFailure.RESET);
    assertThat(value(labelled("ringmaster_upstream_failures_total", "category", "reset")))
        .isEqualTo("1.0");
  }

  @Test
  void page_tellsOfTheBuildAndTheProcess() {
    assertThat(page())
        .contains("ringmaster_build_info{java=\"" + Runtime.version() + "\",version=\"1.2.3\"} 1\n")
        .contains("\njvm_memory_used_bytes{")
        .contains("\nprocess_uptime_seconds ");
  }

  @Test
  void page_isOpenMetrics_whereThatIsAskedFor() {
    MetricsText page = telemetry.scrape("application/openmetrics-text;version=1.0.0,*/*;q=0.1");
    assertThat(page.contentType()).startsWith("application/openmetrics-text");
    assertThat(page.text()).endsWith("# EOF\n");
    assertThat(telemetry.scrape("").contentType()).startsWith("text/plain; version=0.0.4");
  }

  private String page() {
    return telemetry.scrape("").text();
  }

  private String value(String series) {
    return page()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .map(line -> line.substring(series.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series + " in\n" + page()));
  }

  /** Labels stand in alphabetical order. */
  private static String labelled(String name, String label, String value) {
    String own = label + "=\"" + value + "\"";
    return label.compareTo("namespace") < 0
        ? name + "{balancer=\"web\"," + own + ",namespace=\"shop\"}"
        : name + "{balancer=\"web\",namespace=\"shop\"," + own + "}";
  }

  private static String stateLabels(String state) {
    return "{balancer=\"web\",namespace=\"shop\",state=\"" + state + "\"}";
  }

  private static String bucket(String bound) {
    return "ringmaster_request_duration_seconds_bucket{balancer=\"web\",namespace=\"shop\",le=\""
        + bound
        + "\"}";
  }

  private final class Directory implements BalancerDirectory {
    @Override
    public List<Balancer> all() {
      return List.copyOf(balancers);
    }

    @Override
    public Set<String> namespaces() {
      return Set.of();
    }

    @Override
    public Optional<Balancer> find(String namespace, String name) {
      return Optional.empty();
    }
  }

  /** Two replicas at ordinal 1, one of them draining. */
  private record Standing(String name) implements Balancer {
    @Override
    public Placement placement() {
      throw new UnsupportedOperationException();
    }

    @Override
    public BalancerView view() {
      return new BalancerView(
          "shop",
          name,
          2,
          List.of(),
          42,
          List.of(),
          false,
          true,
          new RingView("Ring", 1, 1.25, 0.1, null),
          List.of(member(MemberState.DRAINING, 3), member(MemberState.READY, 5)));
    }

    private static MemberView member(MemberState state, long inFlight) {
      return new MemberView(1, 1, "s1", "h:1", state, 1, null, inFlight, "");
    }

    @Override
    public @Nullable OwnerView owner(byte[] key) {
      return null;
    }

    @Override
    public List<String> replicas() {
      return List.of();
    }

    @Override
    public void scale(int replicas, Consumer<Outcome> answer) {}

    @Override
    public void drain(int ordinal, Consumer<Outcome> answer) {}

    @Override
    public void add(int n, List<String> hostnames, Consumer<Outcome> answer) {}

    @Override
    public void remove(int n, List<String> hostnames, Consumer<Outcome> answer) {}
  }
}

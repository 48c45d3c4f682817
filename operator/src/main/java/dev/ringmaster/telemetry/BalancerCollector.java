package dev.ringmaster.telemetry;

import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.traffic.Refusal;
import dev.ringmaster.view.Balancer;
import dev.ringmaster.view.BalancerDirectory;
import dev.ringmaster.view.BalancerView;
import dev.ringmaster.view.MemberState;
import dev.ringmaster.view.MemberView;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The figures of all balancers at one scrape. A balancer that is there has all its counters, at 0
 * where nothing happened; one that is gone has none.
 */
final class BalancerCollector implements MultiCollector {
  private static final String[] CODE_CLASSES = {"incomplete", "1xx", "2xx", "3xx", "4xx", "5xx"};

  private final BalancerDirectory directory;
  private final Telemetry telemetry;

  BalancerCollector(BalancerDirectory directory, Telemetry telemetry) {
    this.directory = directory;
    this.telemetry = telemetry;
  }

  /** A balancer and what was counted of it. */
  record Row(BalancerView view, BalancerMeters meters) {}

  @Override
  public MetricSnapshots collect() {
    List<Row> rows =
        directory.all().stream()
            .map(Balancer::view)
            .map(view -> new Row(view, telemetry.of(view.namespace(), view.name())))
            .toList();
    Families families = new Families(rows);
    requests(families);
    tries(families);
    replicas(families);
    routing(families);
    return families.snapshots();
  }

  private void requests(Families families) {
    families.counter(
        "ringmaster_requests",
        "Requests that were routed, by the class of the status that the client got.",
        "code",
        row -> {
          Map<String, Long> codes = new TreeMap<>();
          for (int i = 0; i < CODE_CLASSES.length; i++) {
            codes.put(CODE_CLASSES[i], row.meters().requests(i));
          }
          return codes;
        });
    families.histogram(
        "ringmaster_request_duration_seconds",
        "From the head of a request to the end of its response.",
        row -> row.meters().duration());
    families.histogram(
        "ringmaster_request_first_byte_seconds",
        "From the head of a request to the head of a replica's response.",
        row -> row.meters().firstByte());
    families.gauge(
        "ringmaster_requests_in_flight",
        "Requests that the replicas of an ordinal have in flight.",
        "ordinal",
        row ->
            row.view().members().stream()
                .collect(
                    Collectors.groupingBy(
                        member -> Integer.toString(member.ordinal()),
                        Collectors.summingLong(MemberView::inFlight))));
    families.refusals(
        "ringmaster_refused",
        "Requests that were refused before a replica was looked for.",
        telemetry.refusals().by(Refusal::category));
  }

  private static void tries(Families families) {
    families.counter(
        "ringmaster_upstream_failures",
        "Tries at a replica that failed, whether or not another followed.",
        "category",
        row -> row.meters().failures().by(RouteFailure::category));
    families.counter(
        "ringmaster_retries",
        "Tries after the first one of a request.",
        row -> row.meters().retries());
    families.counter(
        "ringmaster_routing_decisions",
        "Requests by why their last replica was chosen.",
        "reason",
        row -> {
          Map<String, Long> reasons = row.meters().reasons().by(BalancerCollector::label);
          reasons.put("no_replica", row.meters().noReplica());
          return reasons;
        });
    families.counter(
        "ringmaster_routing_hops",
        "Replicas that were passed over on the way from a key's owner.",
        row -> row.meters().hops());
    families.counter(
        "ringmaster_key_fallback",
        "Requests without a key, placed by their client's address.",
        row -> row.meters().fallbacks());
  }

  private static void replicas(Families families) {
    families.gauge(
        "ringmaster_replicas_desired",
        "Replicas that are wanted.",
        row -> (double) row.view().replicas());
    families.gauge(
        "ringmaster_replicas",
        "Replicas that have not ended, by state.",
        "state",
        row ->
            EnumSet.allOf(MemberState.class).stream()
                .collect(
                    Collectors.toMap(
                        BalancerCollector::label, state -> membersIn(row.view(), state))));
    families.counter(
        "ringmaster_replica_starts", "Replicas started.", row -> row.meters().starts());
    families.counter(
        "ringmaster_replica_crashes",
        "Replicas that ended by themselves.",
        row -> row.meters().crashes());
    families.counter(
        "ringmaster_replica_ejections",
        "Replicas taken out of routing though they ran, by what told.",
        "reason",
        row -> row.meters().ejections().by(BalancerCollector::label));
    families.histogram(
        "ringmaster_replica_ready_seconds",
        "From the start of a replica to its first good health check.",
        row -> row.meters().untilReady());
  }

  private static void routing(Families families) {
    families.gauge(
        "ringmaster_ring_peak_to_mean",
        "The largest share of the keys relative to its fair share.",
        row -> row.view().ring().peakToMean());
    families.gauge(
        "ringmaster_ring_moved_ratio",
        "The share of the keys that changed their owner when the ring last changed.",
        row -> row.view().ring().movedRatio());
    families.gauge(
        "ringmaster_routing_table_generation",
        "Number of the table that requests are routed by.",
        row -> (double) row.view().generation());
    families.gauge(
        "ringmaster_panic",
        "1 while so many replicas look dead that health is not believed.",
        row -> row.view().panic() ? 1.0 : 0.0);
  }

  private static long membersIn(BalancerView view, MemberState state) {
    return view.members().stream().filter(member -> member.state() == state).count();
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

package dev.ringmaster.telemetry;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;

/** The meters of the JVM and the process, and the page on which they and ours stand. */
final class MetricsRegistry {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /** Named against Prometheus' rules (nanoseconds, a count that is none). */
  private static final Set<String> ILL_NAMED = Set.of("process.cpu.time", "system.cpu.count");

  private static final OperatingSystemMXBean CPU =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM);

  MetricsRegistry(BalancerCollector balancers, String version) {
    List<MeterBinder> process =
        List.of(
            new ClassLoaderMetrics(),
            new FileDescriptorMetrics(),
            new JvmGcMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics());
    meters.config().meterFilter(MeterFilter.deny(id -> ILL_NAMED.contains(id.getName())));
    process.forEach(binder -> binder.bindTo(meters));
    FunctionCounter.builder("process.cpu", CPU, os -> os.getProcessCpuTime() / 1e9)
        .description("CPU time that the process has used.")
        .baseUnit("seconds")
        .register(meters);
    MetricSnapshot build = build(version);
    meters.getPrometheusRegistry().register(() -> build);
    meters.getPrometheusRegistry().register(balancers);
  }

  private static MetricSnapshot build(String version) {
    return InfoSnapshot.builder()
        .name("ringmaster_build")
        .help("What runs.")
        .dataPoint(
            InfoSnapshot.InfoDataPointSnapshot.builder()
                .labels(Labels.of("version", version, "java", Runtime.version().toString()))
                .build())
        .build();
  }

  MetricsText scrape(String accept) {
    String type = accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    return new MetricsText(type, meters.scrape(type));
  }
}

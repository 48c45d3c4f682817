package dev.ringmaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.UpProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The figures of a real balancer after traffic that is known to the request. */
@Timeout(120)
final class MetricsIT {
  private static final String TWO_BALANCERS =
      """
      apiVersion: ringmaster.dev/v1alpha1
      kind: LoadBalancer
      metadata: {name: web, namespace: shop}
      spec:
        replicas: 2
        template: {image: 'ringmaster/replica:0.1'}
        routing: {keys: [{header: X-User-Id}], classic: true}
      ---
      apiVersion: ringmaster.dev/v1alpha1
      kind: LoadBalancer
      metadata: {name: api, namespace: shop}
      spec:
        template: {image: 'ringmaster/replica:0.1'}
      """;

  @TempDir private Path folder;

  @Test
  void figures_areTrue() throws IOException {
    Path manifest = Files.writeString(folder.resolve("two.yaml"), TWO_BALANCERS);
    try (UpProcess up = UpProcess.start(folder.resolve("state"), manifest.toString());
        HttpWire client = HttpWire.open(up.data());
        HttpWire admin = HttpWire.open(up.admin())) {
      Map<String, Double> before = figures(admin);
      assertThat(before.get(web("requests_total", "code", "2xx"))).isZero();
      assertThat(before.get(web("replica_starts_total"))).isEqualTo(2);

      for (int i = 0; i < 200; i++) {
        assertThat(client.get("/home", "Host", "web", "X-User-Id", "u" + i).status())
            .isEqualTo(200);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(client.get("/missing", "Host", "web").status()).isEqualTo(400);
      }
      for (int i = 0; i < 7; i++) {
        assertThat(client.get("/home", "Host", "api.shop").status()).isEqualTo(200);
        assertThat(client.get("/home", "Host", "nobody").status()).isEqualTo(404);
        assertThat(client.get("/rep", "Host", "web").status()).isEqualTo(200);
      }
      UpProcess.signal("KILL", up.replica("s1"));
      up.awaitLine(line -> line.contains("s3 (ordinal 0) ready"));

      await().untilAsserted(() -> assertTrue(figures(admin)));
      checkedByPromtool(admin.get("/metrics").text());
    }
  }

  private static void assertTrue(Map<String, Double> now) {
    assertThat(now)
        .containsEntry(web("requests_total", "code", "2xx"), 200.0)
        .containsEntry(web("requests_total", "code", "4xx"), 20.0)
        .containsEntry(web("requests_total", "code", "5xx"), 0.0)
        .containsEntry(web("requests_total", "code", "incomplete"), 0.0)
        .containsEntry(web("request_duration_seconds_count"), 220.0)
        .containsEntry(web("request_first_byte_seconds_count"), 220.0)
        .containsEntry(web("key_fallback_total"), 20.0)
        .containsEntry(web("retries_total"), 0.0)
        .containsEntry(web("replica_starts_total"), 3.0)
        .containsEntry(web("replica_crashes_total"), 1.0)
        .containsEntry(web("replica_ready_seconds_count"), 3.0)
        .containsEntry(web("replicas_desired"), 2.0)
        .containsEntry(
            "ringmaster_replicas{balancer=\"web\",namespace=\"shop\",state=\"ready\"}", 2.0)
        .containsEntry(
            "ringmaster_requests_in_flight{balancer=\"web\",namespace=\"shop\",ordinal=\"0\"}", 0.0)
        .containsEntry("ringmaster_refused_total{category=\"unknown-host\"}", 7.0)
        .containsEntry(
            "ringmaster_requests_total{balancer=\"api\",code=\"2xx\",namespace=\"shop\"}", 7.0);
    assertThat(now.get(reason("owner"))).isEqualTo(220.0);
  }

  @Test
  void deadReplica_countsFailures_retriesAndDecisions() throws IOException {
    Path manifest =
        Files.writeString(
            folder.resolve("dead.yaml"),
            """
            apiVersion: ringmaster.dev/v1alpha1
            kind: LoadBalancer
            metadata: {name: web, namespace: shop}
            spec:
              replicas: 0
              template: {command: [sleep, '1000']}
            """);
    try (UpProcess up = UpProcess.start(folder.resolve("state"), manifest.toString());
        HttpWire client = HttpWire.open(up.data());
        HttpWire admin = HttpWire.open(up.admin())) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.get("/").status()).isEqualTo(503);
      }
      await()
          .untilAsserted(() ->
              assertThat(figures(admin))
                  .containsEntry(web("requests_total", "code", "5xx"), 5.0)
                  .containsEntry(reason("no_replica"), 5.0)
                  .containsEntry(web("request_first_byte_seconds_count"), 0.0));
    }
  }

  private static String web(String name) {
    return "ringmaster_" + name + "{balancer=\"web\",namespace=\"shop\"}";
  }

  private static String web(String name, String label, String value) {
    return "ringmaster_%s{balancer=\"web\",%s=\"%s\",namespace=\"shop\"}"
        .formatted(name, label, value);
  }

  private static String reason(String reason) {
    return "ringmaster_routing_decisions_total{balancer=\"web\",namespace=\"shop\",reason=\""
        + reason
        + "\"}";
  }

  private static Map<String, Double> figures(HttpWire admin) throws IOException {
    Map<String, Double> figures = new TreeMap<>();
    admin
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> {
          int space = line.lastIndexOf(' ');
          String value = line.substring(space + 1).replace("+Inf", "Infinity");
          figures.put(line.substring(0, space), Double.valueOf(value));
        });
    return figures;
  }

  /** Prometheus' own judge of names, types and help texts finds nothing to say. */
  private void checkedByPromtool(String page) throws IOException {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "promtool"))),
        "promtool is not on the path");
    Path file = Files.writeString(folder.resolve("metrics.txt"), page);
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics")
            .redirectInput(file.toFile())
            .redirectErrorStream(true)
            .start();
    try {
      String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
      assertThat(promtool.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(said).isEmpty();
      assertThat(promtool.exitValue()).isZero();
    } catch (InterruptedException stop) {
      throw new AssertionError(stop);
    }
  }
}

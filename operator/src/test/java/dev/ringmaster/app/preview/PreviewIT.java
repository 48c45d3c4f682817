package dev.ringmaster.app.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.app.manifest.ManifestReader;
import dev.ringmaster.preview.Placement;
import dev.ringmaster.preview.WhatIf;
import dev.ringmaster.ring.Ring;
import dev.ringmaster.ring.XxHash3;
import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.UpProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a preview says is what then happens: asked of the replicas, key by key. */
@Timeout(300)
final class PreviewIT {
  private static final int KEYS = 100_000;
  private static final int CLIENTS = 32;

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path manifest;

  @BeforeEach
  void write() throws IOException {
    edit("");
  }

  @Test
  void preview_ofEveryKindOfChange_isWhatTheReplicasThenAnswer() throws Exception {
    try (UpProcess up = UpProcess.start(folder.resolve("state"), manifest.toString())) {
      Placement now = Placement.of(ManifestReader.read(List.of(manifest)).getFirst());
      int[] owners = owners(up);
      assertOwners(owners, now);

      JsonObject cli = previewOfKeys("--replicas", "5");
      Placement five = foretold(up, now, Map.of("replicas", 5));
      call(up, "POST", "/scale", "{\"replicas\":5}");
      int[] grown = owners(up);
      assertOwners(grown, five);
      assertMoves(cli, owners, grown);

      Placement three = foretold(up, five, Map.of("replicas", 3));
      call(up, "POST", "/scale", "{\"replicas\":3}");
      assertOwners(owners(up), three);

      Placement removed = foretold(up, three, Map.of("remove", List.of(1)));
      call(up, "DELETE", "/rm", "{\"n\":1,\"hostnames\":[\"s2\"]}");
      assertOwners(owners(up), removed);

      Placement heavier = foretold(up, removed, Map.of("weights", Map.of("2", 3)));
      edit(", weights: {'2': 3}");
      up.awaitLine(line -> line.endsWith("manifest applied: routing.weights"));
      assertOwners(owners(up), heavier);

      Placement other = foretold(up, heavier, Map.of("algorithm", "Maglev"));
      edit(", weights: {'2': 3}, algorithm: Maglev");
      up.awaitLine(line -> line.endsWith("manifest applied: routing.algorithm"));
      assertOwners(owners(up), other);
    }
  }

  private void edit(String routing) throws IOException {
    manifest =
        Files.writeString(
            folder.resolve("web.yaml"),
            """
            apiVersion: ringmaster.dev/v1alpha1
            kind: LoadBalancer
            metadata: {name: web}
            spec:
              replicas: 3
              template: {image: ringmaster/replica}
              routing: {keys: [{header: X-User-Id}]%s}
            """
                .formatted(routing));
  }

  /** By the core, and the live balancer says the same of all keys. */
  private static Placement foretold(UpProcess up, Placement now, Map<String, ?> change)
      throws IOException {
    if (!(WhatIf.read(now, change) instanceof WhatIf.Changed changed)) {
      throw new AssertionError(change);
    }
    JsonObject live =
        new JsonObject(call(up, "POST", "/preview", new JsonObject(Map.copyOf(change)).encode()));
    assertThat(live.getJsonObject("before").getString("checksum"))
        .isEqualTo("%016x".formatted(now.ring().checksum()));
    assertThat(live.getJsonObject("after").getString("checksum"))
        .isEqualTo("%016x".formatted(changed.placement().ring().checksum()));
    return changed.placement();
  }

  private JsonObject previewOfKeys(String... options) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      lines.add(key(i));
    }
    Path keys = Files.write(folder.resolve("keys.txt"), lines);
    List<String> command = new ArrayList<>(List.of("preview", manifest.toString()));
    command.addAll(List.of("--keys", keys.toString(), "--output", "json"));
    command.addAll(List.of(options));
    try (UpProcess preview = UpProcess.run(command)) {
      assertThat(preview.awaitExit()).isZero();
      return new JsonObject(String.join("\n", preview.output()));
    }
  }

  private static void assertOwners(int[] actual, Placement placement) {
    Ring ring = placement.ring();
    int differences = 0;
    for (int i = 0; i < KEYS; i++) {
      byte[] bytes = key(i).getBytes(StandardCharsets.ISO_8859_1);
      differences += ring.owner(XxHash3.hash(bytes)) == actual[i] ? 0 : 1;
    }
    assertThat(differences).as("of %d keys", KEYS).isZero();
  }

  private static void assertMoves(JsonObject preview, int[] before, int[] after) {
    Map<String, Integer> moved = new TreeMap<>();
    for (int i = 0; i < KEYS; i++) {
      if (before[i] != after[i]) {
        moved.merge(before[i] + ">" + after[i], 1, Integer::sum);
      }
    }
    Map<String, Integer> said = new TreeMap<>();
    for (int i = 0; i < preview.getJsonArray("moves").size(); i++) {
      JsonObject move = preview.getJsonArray("moves").getJsonObject(i);
      said.put(
          move.getInteger("from") + ">" + move.getInteger("to"),
          (int) Math.round(move.getDouble("share") * KEYS));
    }
    assertThat(said).isEqualTo(moved);
    int all = moved.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(preview.getDouble("moved")).isCloseTo((double) all / KEYS, within(1e-9));
  }

  /** The ordinal that each key's replica says it is, once all of them have settled. */
  private static int[] owners(UpProcess up) throws Exception {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> {
          JsonObject view = new JsonObject(call(up, "GET", "", ""));
          return view.getJsonArray("members").size() == view.getInteger("replicas")
              && view.getInteger("readyReplicas").equals(view.getInteger("replicas"));
        });
    int[] owners = new int[KEYS];
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> parts = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int first = client;
        parts.add(() -> ask(up, owners, first));
      }
      for (Future<Boolean> part : clients.invokeAll(parts)) {
        assertThat(part.get()).isTrue();
      }
    }
    return owners;
  }

  private static boolean ask(UpProcess up, int[] owners, int first) throws IOException {
    try (HttpWire wire = HttpWire.open(up.data())) {
      for (int i = first; i < KEYS; i += CLIENTS) {
        Response answer = wire.get("/home", "X-User-Id", key(i));
        assertThat(answer.status()).isEqualTo(200);
        owners[i] = Integer.parseInt(answer.header("X-Replica-Ordinal").orElseThrow());
      }
    }
    return true;
  }

  private static String key(int i) {
    return "user-" + i * 7919L;
  }

  private static String call(UpProcess up, String method, String path, String body)
      throws IOException {
    try (HttpWire wire = HttpWire.open(up.admin(), Duration.ofSeconds(40))) {
      Response answer =
          wire.send(
              method,
              "/api/v1/balancers/default/web" + path,
              body.getBytes(StandardCharsets.UTF_8));
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      return answer.text();
    }
  }
}

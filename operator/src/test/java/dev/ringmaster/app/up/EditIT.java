package dev.ringmaster.app.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Request;
import dev.ringmaster.testing.LoadClient;
import dev.ringmaster.testing.LoadClient.Limits;
import dev.ringmaster.testing.LoadResult;
import dev.ringmaster.testing.LoadRun;
import dev.ringmaster.testing.UpProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A manifest is edited while it runs. */
@Timeout(120)
final class EditIT {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path manifest;

  @BeforeEach
  void write() throws IOException {
    manifest = folder.resolve("web.yaml");
    edit(document("web", "replicas: 2", "a"));
  }

  @Test
  void edit_ofOneField_leavesWhatWasAskedForElsewhere() throws IOException {
    try (UpProcess up = up()) {
      call(up, "POST", "/add", "{\"n\":2}");
      edit(document("web", "replicas: 2, routing: {classic: true, keys: [{header: X-A}]}", "a"));
      up.awaitLine(line -> line.endsWith("default/web: manifest applied: routing.keys"));
      assertThat(rep(up)).contains("\"N\":4");
      edit(document("web", "replicas: 1, routing: {classic: true, keys: [{header: X-A}]}", "a"));
      up.awaitLine(line -> line.endsWith("default/web: manifest applied: replicas"));
      await().until(() -> rep(up).contains("\"N\":1"));
    }
  }

  @Test
  void edit_thatIsBroken_isReported_andWhatRunsGoesOn() throws IOException {
    try (UpProcess up = up()) {
      String before = rep(up);
      edit(document("web", "replicas: -1, routing: {classic: true, algorithm: Best}", "a"));
      up.awaitLine(line ->
          line.endsWith(manifest + ": spec.replicas: got -1, expected an integer from 0 to 1000"));
      up.awaitLine(line -> line.contains(": spec.routing.algorithm: got \"Best\""));
      edit("kind: [");
      up.awaitLine(line -> line.contains(manifest + ":1:8: not a manifest"));
      Files.delete(manifest);
      up.awaitLine(line -> line.endsWith(manifest + ": no such file"));
      assertThat(rep(up)).isEqualTo(before);

      edit(document("web", "replicas: 3, routing: {classic: true}", "a"));
      up.awaitLine(line -> line.endsWith("default/web: manifest applied: replicas"));
      await().until(() -> rep(up).contains("\"N\":3"));
    }
  }

  @Test
  void edit_ofTheTemplate_underLoad_losesNoRequestAndMovesNoKey() throws IOException {
    edit(
        document("web", "replicas: 3, routing: {classic: true, keys: [{header: X-User-Id}]}", "a"));
    try (UpProcess up = up();
        LoadRun load =
            LoadClient.closedLoop(
                up.data(),
                64,
                (connection, number) -> Request.get("/home", "X-User-Id", "user-" + connection),
                (request, response) -> response.status() == 200,
                new Limits(5_000_000, Duration.ofSeconds(60)))) {
      String[] before = owners(up);
      load.awaitEnded(2_000);
      edit(
          document(
              "web", "replicas: 3, routing: {classic: true, keys: [{header: X-User-Id}]}", "b"));
      up.awaitLine(line -> line.endsWith("default/web: manifest applied: template"));
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> rep(up).contains("[\"s6\",\"s5\",\"s4\"]"));
      LoadResult result = load.stop();
      assertThat(result.failed()).as(result.toString()).isZero();
      assertThat(owners(up)).isEqualTo(before);
    }
  }

  @Test
  void balancers_comeAndGoWithTheirDocuments() throws IOException {
    try (UpProcess up = up()) {
      edit(
          document("web", "replicas: 2, routing: {classic: true}", "a")
              + "---\n"
              + document("shop", "replicas: 1", "a"));
      up.awaitLine(line -> line.endsWith("default/shop: added"));
      await().until(() -> status(up, "shop") == 200);
      assertThat(status(up, "web")).isEqualTo(200);
      assertThat(status(up, "nobody")).isEqualTo(404);

      edit(document("shop", "replicas: 1", "a"));
      up.awaitLine(line -> line.endsWith("default/web: nothing of it is left"));
      await().until(() -> up.replicas().size() == 1);
      assertThat(status(up, "anything")).isEqualTo(200);
      assertThat(folder.resolve("state/default_web")).doesNotExist();

      edit(document("web", "replicas: 2, routing: {classic: true}", "a"));
      up.awaitLine(line -> line.endsWith("default/shop: nothing of it is left"));
      await().until(() -> up.replicas().size() == 2);
      UpProcess.signal("TERM", up.handle());
      assertThat(up.awaitExit()).isZero();
    }
  }

  @Test
  void edit_ofAManifestThatNeverBecameReady_curesIt() throws IOException {
    edit(
        document("web", "replicas: 1, routing: {classic: true}", "a")
            .replace("image: ringmaster/replica", "command: [sh, -c, 'echo no; exit 1']"));
    try (UpProcess up = UpProcess.start(folder.resolve("state"), manifest.toString())) {
      up.awaitLine(line -> line.contains("exit code 1, the next try is in"));
      edit(document("web", "replicas: 1, routing: {classic: true}", "a"));
      up.awaitLine(line -> line.startsWith("Ctrl-C drains"));
      assertThat(rep(up)).contains("\"N\":1");
    }
  }

  private UpProcess up() {
    UpProcess up = UpProcess.start(folder.resolve("state"), manifest.toString());
    up.awaitLine(line -> line.startsWith("Ctrl-C drains"));
    return up;
  }

  private void edit(String text) throws IOException {
    Files.writeString(manifest, text);
  }

  private static String document(String name, String spec, String variable) {
    String routing =
        spec.contains("routing") || name.equals("shop") ? "" : ", routing: {classic: true}";
    return """
    apiVersion: ringmaster.dev/v1alpha1
    kind: LoadBalancer
    metadata: {name: %s}
    spec: {template: {image: ringmaster/replica, env: [{name: A, value: %s}]}, %s%s}
    """
        .formatted(name, variable, spec, routing);
  }

  private static String[] owners(UpProcess up) throws IOException {
    String[] owners = new String[500];
    try (HttpWire client = HttpWire.open(up.data())) {
      for (int i = 0; i < owners.length; i++) {
        owners[i] =
            client.get("/home", "X-User-Id", "user-" + i).header("X-Replica-Ordinal").orElseThrow();
      }
    }
    return owners;
  }

  private static int status(UpProcess up, String host) throws IOException {
    try (HttpWire client = HttpWire.open(up.data())) {
      return client.get("/home", "Host", host).status();
    }
  }

  private static void call(UpProcess up, String method, String path, String body)
      throws IOException {
    try (HttpWire client = HttpWire.open(up.data())) {
      assertThat(client.send(method, path, body.getBytes(StandardCharsets.UTF_8)).status())
          .isEqualTo(200);
    }
  }

  private static String rep(UpProcess up) throws IOException {
    try (HttpWire client = HttpWire.open(up.data())) {
      return client.get("/rep").text();
    }
  }
}

package dev.ringmaster.app.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.HttpWire;
import dev.ringmaster.testing.HttpWire.Response;
import dev.ringmaster.testing.UpProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job: real replica processes, real HTTP, real signals. */
@Timeout(120)
final class UpIT {
  @TempDir private Path folder;

  @Test
  void up_withTheQuickstart_servesHomeAndRep() throws IOException {
    try (UpProcess up = UpProcess.start(folder);
        HttpWire client = HttpWire.open(up.data())) {
      assertThat(client.get("/rep").text())
          .isEqualTo(
              "{\"message\":{\"N\":3,\"replicas\":[\"s1\",\"s2\",\"s3\"]},\"status\":\"successful\"}");
      assertThat(client.get("/home").text())
          .matches("\\{\"message\":\"Hello from Server: s[123]\",\"status\":\"successful\"}");
      assertThat(up.output()).anyMatch(line -> line.contains("3 of 3 ready"));
    }
  }

  @Test
  void probes_onTheAdminPort_answer() throws IOException {
    try (UpProcess up = UpProcess.start(folder);
        HttpWire client = HttpWire.open(up.admin())) {
      assertThat(client.get("/livez").status()).isEqualTo(200);
      assertThat(client.get("/readyz").status()).isEqualTo(200);
    }
  }

  @Test
  void interrupt_leavesNoChild_andExitsZero() {
    try (UpProcess up = UpProcess.start(folder)) {
      assertThat(up.data()).isNotNull();
      List<ProcessHandle> replicas = up.replicas();
      assertThat(replicas).hasSize(3);
      UpProcess.signal("INT", up.handle());
      assertThat(up.awaitExit()).isZero();
      assertThat(replicas).noneMatch(ProcessHandle::isAlive);
      assertThat(up.output()).anyMatch(line -> line.endsWith("stopped, nothing is left running"));
    }
  }

  @Test
  void interrupt_beforeItIsUp_leavesNoChild() {
    try (UpProcess up = UpProcess.start(folder, manifest("sleep", "['sleep', '1000']"))) {
      up.awaitLine(line -> line.startsWith("Starting"));
      awaitReplicas(up, 2);
      List<ProcessHandle> replicas = up.replicas();
      UpProcess.signal("TERM", up.handle());
      assertThat(up.awaitExit()).isZero();
      assertThat(replicas).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void interrupt_withARequestInFlight_answersIt() throws Exception {
    try (UpProcess up = UpProcess.start(folder);
        HttpWire client = HttpWire.open(up.data());
        HttpWire admin = HttpWire.open(up.admin())) {
      Response[] answer = new Response[1];
      Thread slow = Thread.ofVirtual().start(() -> answer[0] = unchecked(client, "/sleep?ms=5000"));
      await()
          .until(() ->
              admin.get("/api/v1/balancers/default/quickstart").text().contains("\"inFlight\":1"));
      UpProcess.signal("INT", up.handle());
      slow.join();
      assertThat(answer[0].status()).isEqualTo(200);
      assertThat(up.awaitExit()).isZero();
    }
  }

  private static Response unchecked(HttpWire client, String path) {
    try {
      return client.get(path);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void respawn_keepsTheOrdinal_takesANewName_andMovesNoKey() throws IOException {
    try (UpProcess up = UpProcess.start(folder);
        HttpWire client = HttpWire.open(up.data())) {
      Map<String, String> before = owners(client);
      UpProcess.signal("KILL", up.replica("s2"));
      up.awaitLine(line -> line.contains("s4 (ordinal 1) ready"));
      assertThat(client.get("/rep").text()).contains("[\"s1\",\"s4\",\"s3\"]");
      assertThat(owners(client)).isEqualTo(before);
    }
  }

  @Test
  void hungReplica_isReplaced_alsoWhenMoreThanHalfWereHung() throws IOException {
    try (UpProcess up = UpProcess.start(folder);
        HttpWire client = HttpWire.open(up.data())) {
      assertThat(client.get("/rep").status()).isEqualTo(200);
      ProcessHandle back = up.replica("s1");
      UpProcess.signal("STOP", back);
      UpProcess.signal("STOP", up.replica("s2"));
      up.awaitLine(line -> line.contains("s1 (ordinal 0) out of routing"));
      up.awaitLine(line -> line.contains("s2 (ordinal 1) out of routing"));
      UpProcess.signal("CONT", back);
      up.awaitLine(line -> line.contains("s2 (ordinal 1) runs but answers nothing"));
      up.awaitLine(line -> line.contains("s4 (ordinal 1) ready"));
      assertThat(client.get("/rep").text()).contains("[\"s1\",\"s4\",\"s3\"]");
    }
  }

  @Test
  void scale_upAndDown_movesOnlyTheNewcomersKeys() throws IOException {
    try (UpProcess up = UpProcess.start(folder);
        HttpWire client = HttpWire.open(up.data())) {
      Map<String, String> before = owners(client);
      assertThat(client.send("POST", "/add", json("{\"n\":1,\"hostnames\":[\"Server 1\"]}")).text())
          .contains("[\"s1\",\"s2\",\"s3\",\"Server 1\"]");
      Map<String, String> during = owners(client);
      during.forEach((key, owner) -> assertThat(owner).isIn(before.get(key), "3"));
      assertThat(during).containsValue("3");
      client.send("DELETE", "/rm", json("{\"n\":1,\"hostnames\":[\"Server 1\"]}"));
      assertThat(owners(client)).isEqualTo(before);
    }
  }

  private static Map<String, String> owners(HttpWire client) throws IOException {
    Map<String, String> owners = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      Response answer = client.get("/home", "X-User-Id", "user-" + i);
      assertThat(answer.status()).isEqualTo(200);
      owners.put("user-" + i, answer.header("X-Replica-Ordinal").orElseThrow());
    }
    return owners;
  }

  @Test
  void command_thatExitsAtOnce_isBackedOffAndItsLastOutputShown() throws IOException {
    try (UpProcess up =
        UpProcess.start(folder, manifest("broken", "['sh', '-c', 'echo no database; exit 3']"))) {
      up.awaitLine(line -> line.matches(".* exit code 3, the next try is in [34]\\.\\d\\d s"));
      assertThat(up.output()).anyMatch(line -> line.endsWith("| no database"));
      assertThat(up.output().stream().filter(line -> line.contains("exit code 3")).count())
          .isLessThanOrEqualTo(6);
      assertThat(up.handle().isAlive()).isTrue();
    }
  }

  @Test
  void add_whoseNewcomerIsLate_is503AndStands() throws IOException {
    String manifest =
        write(
                "late.yaml",
                """
                apiVersion: ringmaster.dev/v1alpha1
                kind: LoadBalancer
                metadata: {name: late}
                spec:
                  replicas: 0
                  template: {command: [sleep, '1000']}
                  routing: {classic: true}
                """)
            .toString();
    try (UpProcess up = UpProcess.start(folder, manifest);
        HttpWire client = HttpWire.open(up.data(), Duration.ofSeconds(40))) {
      assertThat(client.get("/home").status()).isEqualTo(503);
      Response late = client.send("POST", "/add", json("{\"n\":1}"));
      assertThat(late.status()).isEqualTo(503);
      assertThat(late.text()).startsWith("{\"message\":\"<Error> 1 new instances are not ready");
      assertThat(up.replicas()).hasSize(1);
      assertThat(client.send("DELETE", "/rm", json("{\"n\":1}")).text()).contains("\"N\":0");
    }
  }

  @Test
  void addresses_areRoutedTo_andNeverStopped() throws IOException {
    try (UpProcess servers = UpProcess.start(folder.resolve("servers"))) {
      servers.awaitLine(line -> line.startsWith("Ctrl-C drains"));
      List<String> addresses =
          servers.output().stream()
              .filter(line -> line.startsWith("  ordinal"))
              .map(line -> "'" + line.replaceAll(".*(127\\.0\\.0\\.1:\\d+).*", "$1") + "'")
              .toList();
      assertThat(addresses).hasSize(3);
      String text =
          """
          apiVersion: ringmaster.dev/v1alpha1
          kind: LoadBalancer
          metadata: {name: known}
          spec:
            template: {addresses: %s}
            health: {path: /heartbeat}
            routing: {classic: true}
          """
              .formatted(addresses);
      try (UpProcess up =
              UpProcess.start(folder.resolve("up"), write("addresses.yaml", text).toString());
          HttpWire client = HttpWire.open(up.data())) {
        assertThat(client.get("/home").status()).isEqualTo(200);
        assertThat(client.send("POST", "/add", json("{\"n\":1}")).status()).isEqualTo(400);
        UpProcess.signal("INT", up.handle());
        assertThat(up.awaitExit()).isZero();
      }
      assertThat(servers.replicas()).hasSize(3).allMatch(ProcessHandle::isAlive);
    }
  }

  private String manifest(String name, String command) {
    return write(
            name + ".yaml",
            """
            apiVersion: ringmaster.dev/v1alpha1
            kind: LoadBalancer
            metadata: {name: %s}
            spec:
              replicas: 2
              template: {command: %s}
            """
                .formatted(name, command))
        .toString();
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static void awaitReplicas(UpProcess up, int count) {
    await().until(() -> up.replicas().size() == count);
  }

  private static byte[] json(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.ringmaster.app.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import dev.ringmaster.testing.DockerCli;
import dev.ringmaster.testing.RequiresDocker;
import dev.ringmaster.testing.UpProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with an engine: one line each, exit code 2, nothing foreign touched. */
@RequiresDocker
@Timeout(60)
final class DockerBadInputIT {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private DockerRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new DockerRig(folder);
    rig.write(DockerCli.SAMPLE);
  }

  @AfterEach
  void clean() {
    rig.clean();
  }

  @Test
  void noSocket_isSaid() {
    assertRefused(
        rig.up(Map.of("DOCKER_HOST", "unix:///no/such.sock")),
        "ringmaster: Docker engine unix:///no/such.sock: no such socket, expected that of a running engine (DOCKER_HOST names another)");
  }

  @Test
  void nobodyBehindTheAddress_isSaid() {
    String host = "tcp://127.0.0.1:" + UpProcess.freePort();
    assertRefused(
        rig.up(Map.of("DOCKER_HOST", host)),
        "ringmaster: Docker engine " + host + ": nobody answers, expected a running engine");
  }

  @Test
  void hostThatIsNone_isSaid() {
    List<String> lines = refused(rig.up(Map.of("DOCKER_HOST", "docker.example")));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .startsWith("ringmaster: DOCKER_HOST: ")
        .endsWith("expected unix:///… or tcp://…");
  }

  @Test
  void engineTooOld_isSaid() throws IOException {
    HttpServer old =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    old.createContext(
        "/",
        exchange -> {
          byte[] version = "{\"ApiVersion\":\"1.40\"}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, version.length);
          exchange.getResponseBody().write(version);
          exchange.close();
        });
    old.start();
    try {
      String host = "tcp://127.0.0.1:" + old.getAddress().getPort();
      assertRefused(
          rig.up(Map.of("DOCKER_HOST", host)),
          "ringmaster: Docker engine "
              + host
              + ": got API 1.40, expected 1.41 or newer (Docker 20.10)");
    } finally {
      old.stop(0);
    }
  }

  @Test
  void tls_isSaid() {
    assertRefused(
        rig.up(Map.of("DOCKER_TLS_VERIFY", "1")),
        "ringmaster: DOCKER_TLS_VERIFY: got a setting, expected none: only engines of this machine are used, without TLS");
  }

  @Test
  void networkOfTheEngine_isRefused() {
    assertRefused(
        rig.on("host", Map.of()),
        "ringmaster: network host: got the engine's own network of driver host, expected one that was made for it (docker network create)");
  }

  @Test
  void templateWithoutAnImage_isRefused() throws IOException {
    rig.writeTemplate("{command: [sleep, \"1\"]}");
    assertRefused(
        rig.up(),
        "ringmaster: default/web: spec.template.image: got none, expected an image (--driver docker)");
  }

  @Test
  void imageThatIsNowhere_isSaidAndTriedAgain() throws IOException {
    rig.write("127.0.0.1:1/no/such:1");
    try (UpProcess up = rig.up()) {
      up.awaitLine(line ->
          line.contains(
                  "ended: image 127.0.0.1:1/no/such:1: not on this engine and can't be pulled (")
              && line.contains("the next try is in "));
      rig.stop(up);
    }
  }

  @Test
  void foreignNetwork_isUsedAndStays() throws IOException {
    DockerCli.docker("network", "create", rig.network());
    try (UpProcess up = rig.ready()) {
      assertThat(rig.containers()).hasSize(3);
      UpProcess.signal("TERM", up.handle());
      assertThat(up.awaitExit()).isZero();
      assertThat(rig.containers()).isEmpty();
      assertThat(DockerCli.docker("network", "inspect", "--format", "{{.Name}}", rig.network()))
          .isEqualTo(rig.network());
    }
  }

  @Test
  void foreignContainerOfTheName_staysAndAnotherNameIsTaken() throws IOException {
    String foreign =
        DockerCli.docker(
            "run",
            "--detach",
            "--name",
            "web-s2",
            "--entrypoint",
            "sleep",
            DockerCli.SAMPLE,
            "1000");
    try (UpProcess up = rig.ready()) {
      up.awaitLine(line -> line.contains("container name web-s2: taken by container "));
      assertThat(rig.rep()).contains("\"N\":3").doesNotContain("\"s2\"");
      rig.stop(up);
      assertThat(DockerCli.docker("inspect", "--format", "{{.State.Running}}", foreign))
          .isEqualTo("true");
    } finally {
      DockerCli.run("rm", "--force", foreign);
    }
  }

  /** Root may do everything: another user is needed to be denied something. */
  @Test
  void socketOfOthers_isSaid() throws Exception {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/setpriv"))).as("setpriv").isTrue();
    assumeThat("root".equals(System.getProperty("user.name"))).as("root").isTrue();
    Path state = Files.createDirectory(folder.resolve("theirs"));
    String home = System.getProperty("ringmaster.home");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "chmod 711 \"$0\" && chown 65534 \"$1\" && shift 1; exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$@\"",
                folder.toString(),
                state.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dringmaster.home=" + home,
                "-jar",
                home + "/ringmaster.jar",
                "up",
                "--driver=docker",
                "--port=0",
                "--admin-port=0",
                "--state=" + state)
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(
              new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
          .matches(
              "ringmaster: Docker engine unix://\\S+: permission denied, expected that you may read and write it \\(most often by the group docker\\)");
      assertThat(process.waitFor()).isEqualTo(2);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void assertRefused(UpProcess up, String line) {
    assertThat(refused(up)).containsExactly(line);
  }

  private static List<String> refused(UpProcess process) {
    try (UpProcess up = process) {
      assertThat(up.awaitExit()).as(String.join("\n", up.output())).isEqualTo(2);
      return up.output();
    }
  }
}

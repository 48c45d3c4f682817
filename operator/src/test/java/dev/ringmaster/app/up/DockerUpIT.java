package dev.ringmaster.app.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringmaster.testing.DockerCli;
import dev.ringmaster.testing.LoadResult;
import dev.ringmaster.testing.LoadRun;
import dev.ringmaster.testing.RequiresDocker;
import dev.ringmaster.testing.UpProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole product on a Docker engine, the balancer itself outside of it. */
@RequiresDocker
@Timeout(180)
final class DockerUpIT {
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
  void killedContainers_underLoad_areReplacedWithoutAFailedGet() throws Exception {
    try (UpProcess up = rig.ready();
        LoadRun load = rig.load()) {
      Map<String, String> owners = rig.owners();
      for (int kill = 1; kill <= 3; kill++) {
        load.awaitEnded(load.ended() + 500);
        DockerCli.docker("kill", DockerRig.container("s" + kill));
        String successor = "s" + (kill + 3);
        up.awaitLine(
            line -> line.contains(" " + successor + " (ordinal ") && line.contains("ready"));
      }
      LoadResult result = load.stop();
      assertThat(result.failed()).as(result.toString()).isZero();
      assertThat(rig.rep()).contains("[\"s4\",\"s5\",\"s6\"]");
      assertThat(rig.owners()).isEqualTo(owners);
      rig.stop(up);
    }
  }

  @Test
  void killedBalancer_underLoad_isSucceededWithoutAContainerRestartedOrAKeyMoved()
      throws Exception {
    try (UpProcess first = rig.ready();
        LoadRun load = rig.load()) {
      List<String> containers = rig.containers();
      Map<String, String> owners = rig.owners();
      load.awaitEnded(1_000);
      assertThat(load.failed()).isZero();
      UpProcess.signal("KILL", first.handle());
      first.awaitExit();
      try (UpProcess next = rig.ready()) {
        // Until each client has noticed.
        load.awaitEndedOfEach(2);
        long failedBefore = load.failed();
        load.awaitEnded(load.ended() + 2_000);
        LoadResult result = load.stop();
        assertThat(result.failed()).as(result.toString()).isEqualTo(failedBefore);
        assertThat(next.output())
            .filteredOn(line -> line.contains(" adopted, container "))
            .hasSize(3);
        assertThat(rig.containers()).hasSize(3).isEqualTo(containers);
        assertThat(rig.owners()).isEqualTo(owners);
        rig.stop(next);
      }
    }
  }

  @Test
  void newImage_underLoad_rollsWithoutAFailedRequestOrAMovedKey() throws Exception {
    String next = "ringmaster/replica:" + rig.network();
    DockerCli.docker("tag", DockerCli.SAMPLE, next);
    try (UpProcess up = rig.ready();
        LoadRun load = rig.load()) {
      Map<String, String> owners = rig.owners();
      load.awaitEnded(500);
      rig.write(next);
      soon().until(() -> rig.rep().contains("[\"s6\",\"s5\",\"s4\"]"));
      load.awaitEnded(load.ended() + 500);
      LoadResult result = load.stop();
      assertThat(result.failed()).as(result.toString()).isZero();
      assertThat(rig.owners()).isEqualTo(owners);
      soon().untilAsserted(() -> assertThat(rig.containers()).hasSize(3));
      rig.stop(up);
    } finally {
      DockerCli.run("rmi", next);
    }
  }

  @Test
  void container_thatItsImageCallsUnhealthy_isReplacedWhileItServes() throws Exception {
    String sickly = sicklyImage();
    rig.write(sickly);
    try (UpProcess up = rig.ready();
        LoadRun load = rig.load()) {
      load.awaitEnded(500);
      DockerCli.docker("exec", DockerRig.container("s2"), "touch", "/tmp/sick");
      up.awaitLine(
          line -> line.endsWith("s2 (ordinal 1) leaves: unhealthy by its image's own check"));
      soon().until(() -> rig.rep().contains("[\"s1\",\"s4\",\"s3\"]"));
      LoadResult result = load.stop();
      assertThat(result.failed()).as(result.toString()).isZero();
      rig.stop(up);
    } finally {
      DockerCli.run("rmi", sickly);
    }
  }

  private String sicklyImage() throws IOException {
    Path context = Files.createDirectory(folder.resolve("sickly"));
    Files.writeString(
        context.resolve("Dockerfile"),
        """
        FROM %s
        HEALTHCHECK --interval=1s --retries=1 CMD ["sh", "-c", "echo how it feels; test ! -e /tmp/sick"]
        """
            .formatted(DockerCli.SAMPLE));
    String image = "ringmaster-test/sickly:" + rig.network();
    DockerCli.docker("build", "--quiet", "--tag", image, context.toString());
    return image;
  }

  @Test
  void pausedContainer_isReplaced() throws Exception {
    try (UpProcess up = rig.ready()) {
      DockerCli.docker("pause", DockerRig.container("s1"));
      up.awaitLine(line -> line.contains("s1 (ordinal 0) ended: paused by somebody else"));
      soon().until(() -> rig.rep().contains("[\"s4\",\"s2\",\"s3\"]"));
      rig.stop(up);
    }
  }

  @Test
  void stop_thatKeeps_leavesContainersThatTheNextOneAdopts() throws Exception {
    try (UpProcess first = rig.up("--on-stop=keep")) {
      first.awaitLine(line -> line.startsWith("Ctrl-C "));
      List<String> containers = rig.containers();
      UpProcess.signal("TERM", first.handle());
      assertThat(first.awaitExit()).isZero();
      assertThat(rig.containers()).hasSize(3).isEqualTo(containers);
      try (UpProcess next = rig.ready()) {
        assertThat(rig.containers()).isEqualTo(containers);
        rig.stop(next);
      }
    }
  }

  /** How long a replica may take to end, in place of what the manifest says. */
  private void writeLimits(String limits) throws IOException {
    Path manifest = folder.resolve("web.yaml");
    Files.writeString(
        manifest, Files.readString(manifest).replace("grace: 5s, deadline: 10s", limits));
  }

  @Test
  void secondSignal_leavesNothingAtOnce() throws Exception {
    rig.writeTemplate(
        "{image: \"%s\", command: [sh, -c, \"trap '' TERM; exec java -jar /opt/ringmaster/ringmaster-replica.jar\"]}"
            .formatted(DockerCli.SAMPLE));
    writeLimits("grace: 1m, deadline: 1m");
    try (UpProcess up = rig.ready()) {
      UpProcess.signal("TERM", up.handle());
      up.awaitLine(line -> line.contains("stopping: "));
      await().pollDelay(Duration.ofMillis(600)).until(() -> true);
      UpProcess.signal("TERM", up.handle());
      assertThat(up.awaitExit()).isEqualTo(130);
      rig.assertNothingLeft();
    }
  }

  @Test
  void stop_whileTheEngineIsAway_endsAndSaysWhatMayBeLeft() throws Exception {
    writeLimits("grace: 1s, deadline: 1s");
    try (EngineProxy proxy = new EngineProxy();
        UpProcess up = rig.up(Map.of("DOCKER_HOST", proxy.host()))) {
      up.awaitLine(line -> line.startsWith("Ctrl-C drains"));
      proxy.cut();
      up.awaitLine(line -> line.contains("requests are routed on, but nothing is started"));

      UpProcess.signal("TERM", up.handle());

      assertThat(up.awaitExit()).isEqualTo(1);
      assertThat(up.output())
          .last()
          .isEqualTo(
              "ringmaster: some replicas did not end within 12 s, expected all to: they may run on, the next up on this state folder takes care of them");
    }
    assertThat(rig.containers()).hasSize(3);
    try (UpProcess next = rig.ready()) {
      rig.stop(next);
    }
  }

  @Test
  void containerOfOurs_thatNamesNoBalancer_isRemovedAndTheStateStays() throws Exception {
    Path state = Files.createDirectory(folder.resolve("state"));
    Files.writeString(state.resolve("owner"), "0123456789ab");
    DockerCli.docker(
        "create",
        "--network=none",
        "--name=" + rig.network(),
        "--label=dev.ringmaster.owner=0123456789ab",
        DockerCli.SAMPLE);
    try (UpProcess up = rig.ready()) {
      assertThat(state.resolve("owner")).hasContent("0123456789ab");
      soon().until(() -> DockerCli.run("container", "inspect", rig.network()).code() != 0);
      rig.stop(up);
    } finally {
      DockerCli.run("rm", "--force", rig.network());
    }
  }

  @Test
  void balancerThatNoManifestHasAnyMore_isRemovedByTheNextStart() throws Exception {
    try (UpProcess first = rig.ready()) {
      UpProcess.signal("KILL", first.handle());
      first.awaitExit();
    }
    Path manifest = folder.resolve("web.yaml");
    Files.writeString(
        manifest,
        Files.readString(manifest).replace("metadata: {name: web}", "metadata: {name: other}"));
    try (UpProcess next = rig.ready()) {
      next.awaitLine(line ->
          line.endsWith(
              "default/web: removed, no manifest has it any more; 3 replicas were left of it and are ended"));
      soon().untilAsserted(() -> assertThat(rig.containers()).hasSize(3));
      rig.stop(next);
    }
  }

  @Test
  void imageThatExits_isBackedOffFromWithItsLastWords() throws Exception {
    rig.writeTemplate(
        "{image: \"%s\", command: [sh, -c, \"echo no database; exit 3\"]}"
            .formatted(DockerCli.SAMPLE));
    try (UpProcess up = rig.up()) {
      up.awaitLine(line -> line.contains("ended: exit code 3, the next try is in "));
      up.awaitLine(line -> line.endsWith("    | no database"));
      rig.stop(up);
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }
}

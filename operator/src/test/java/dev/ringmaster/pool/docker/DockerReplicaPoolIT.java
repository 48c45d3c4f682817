package dev.ringmaster.pool.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ringmaster.pool.Mount;
import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaPoolContract;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import dev.ringmaster.pool.Resources;
import dev.ringmaster.pool.Resources.Amounts;
import dev.ringmaster.testing.DockerCli;
import dev.ringmaster.testing.RequiresDocker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresDocker
final class DockerReplicaPoolIT extends ReplicaPoolContract {
  private final String owner = UUID.randomUUID().toString();
  private final String network = "ringmaster-test-" + owner;
  private final List<String> notices = new CopyOnWriteArrayList<>();
  private @Nullable DockerEngine engine;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path registryFolder;

  @Override
  protected ReplicaPool newPool(Runnable onChange) throws Exception {
    DockerEngine before = engine;
    if (before != null) {
      before.close();
    }
    DockerEngine opened = DockerEngine.open(owner, network, notices::add);
    engine = opened;
    return opened.pool("default/web").apply(onChange);
  }

  @Override
  protected void close() {
    DockerEngine opened = engine;
    if (opened != null) {
      opened.close();
    }
    assertThat(DockerCli.withLabel(Labels.OWNER + "=" + owner)).isEmpty();
    assertThat(DockerCli.run("network", "inspect", network).code()).isNotZero();
  }

  @Override
  protected ReplicaTemplate sample() {
    return command(Map.of(), List.of());
  }

  @Override
  protected ReplicaTemplate command(Map<String, String> env, List<String> command) {
    return new ReplicaTemplate(DockerCli.SAMPLE, command, List.of(), 5000, env);
  }

  @Override
  protected String server(String first) {
    return first + "exec java -Xmx64m -jar /opt/ringmaster/ringmaster-replica.jar";
  }

  @Override
  protected void kill(Replica replica) {
    DockerCli.docker("kill", id(replica));
  }

  @Override
  protected boolean runs(Replica replica) {
    return !replica.runtimeId().isEmpty()
        && DockerCli.run("inspect", "--format", "{{.State.Running}}", id(replica))
            .output()
            .strip()
            .equals("true");
  }

  private static String id(Replica replica) {
    assertThat(replica.runtimeId()).startsWith("container ");
    return replica.runtimeId().substring("container ".length());
  }

  @Test
  void container_carriesWhatItIsKnownBy() {
    Replica replica = create(3, "Server 4", sample());

    String labels = DockerCli.docker("inspect", "--format", "{{json .Config.Labels}}", id(replica));
    assertThat(labels)
        .contains("\"dev.ringmaster.owner\":\"" + owner + "\"")
        .contains("\"dev.ringmaster.loadbalancer\":\"default/web\"")
        .contains("\"dev.ringmaster.ordinal\":\"3\"")
        .contains("\"dev.ringmaster.revision\":\"" + replica.revision() + "\"");
    assertThat(DockerCli.docker("inspect", "--format", "{{.Name}}", id(replica)))
        .isEqualTo("/web-Server-4");
  }

  @Test
  void container_isPublishedOnLoopbackAlone() {
    Replica replica = create(0, "s1", sample());

    assertThat(DockerCli.docker("port", id(replica)))
        .isEqualTo("5000/tcp -> 127.0.0.1:" + replica.port());
  }

  @Test
  void container_thatIsPaused_hasEnded() {
    Replica replica = create(0, "s1", sample());

    DockerCli.docker("pause", id(replica));

    assertThat(awaitExit(replica.incarnation()).exit()).containsExactly("paused by somebody else");
  }

  @Test
  void container_thatIsRemoved_hasEnded() {
    Replica replica = create(0, "s1", sample());

    DockerCli.docker("rm", "--force", id(replica));

    assertThat(awaitExit(replica.incarnation()).exit()).isNotEmpty();
  }

  @Test
  void container_thatIsRestarted_hasEnded() {
    Replica replica = create(0, "s1", sample());

    DockerCli.docker("restart", "--time", "0", id(replica));

    assertThat(awaitExit(replica.incarnation()).exit()).isNotEmpty();
  }

  @Test
  void containerOfOurs_thatNobodyKnows_isRemovedByTheNextPool() throws Exception {
    String stray =
        stranger(
            "--label",
            Labels.OWNER + "=" + owner,
            "--label",
            Labels.BALANCER + "=default/web",
            "--label",
            Labels.INCARNATION + "=9");
    DockerCli.docker("kill", stray);

    pool = newPool(() -> {});

    soon().until(() -> DockerCli.run("inspect", stray).code() != 0);
    assertThat(pool.observe()).isEmpty();
  }

  @Test
  void container_hasTheLimitsAndMountsOfItsTemplate() {
    Resources resources =
        new Resources(
            new Amounts(OptionalLong.of(500), OptionalLong.of(200L << 20)),
            new Amounts(OptionalLong.of(250), OptionalLong.of(100L << 20)));
    List<Mount> mounts =
        List.of(
            new Mount(Mount.Type.TMPFS, "", "/scratch", false),
            new Mount(Mount.Type.BIND, "/etc", "/host/etc", true));
    Replica replica =
        create(
            0,
            "s1",
            new ReplicaTemplate(
                DockerCli.SAMPLE,
                List.of("sleep", "1000"),
                List.of(),
                5000,
                Map.of(),
                resources,
                mounts));

    assertThat(
            DockerCli.docker(
                "inspect",
                "--format",
                "{{with .HostConfig}}{{.NanoCpus}} {{.CpuShares}} {{.Memory}} {{.MemoryReservation}}{{end}}",
                id(replica)))
        .isEqualTo("500000000 256 209715200 104857600");
    assertThat(
            DockerCli.docker(
                "exec",
                id(replica),
                "sh",
                "-c",
                "touch /scratch/x && ls /host/etc/hostname && ! touch /host/etc/x 2>/dev/null"))
        .isEqualTo("/host/etc/hostname");
  }

  @Test
  void container_beyondItsMemory_endsAndSaysSo() {
    Resources limit =
        new Resources(new Amounts(OptionalLong.empty(), OptionalLong.of(16L << 20)), Amounts.NONE);
    Replica replica =
        create(
            0,
            "s1",
            new ReplicaTemplate(
                DockerCli.SAMPLE,
                List.of("sh", "-c", "head -c 100m /dev/zero | tail; exit 137"),
                List.of(),
                5000,
                Map.of(),
                limit,
                List.of()));

    assertThat(awaitExit(replica.incarnation()).exit())
        .first()
        .isEqualTo("killed: out of memory (limit 16 MiB)");
  }

  @Test
  void name_ofAForeignContainer_isSaid_andTheContainerLeftAlone() {
    String foreign = stranger("--name", "web-taken");
    try {
      Replica replica = create(0, "taken", sample());

      assertThat(awaitExit(replica.incarnation()).exit())
          .containsExactly(
              "container name web-taken: taken by container %s (image %s), expected a free one; the next try takes another name"
                  .formatted(foreign.substring(0, 12), DockerCli.SAMPLE));
      assertThat(DockerCli.docker("inspect", "--format", "{{.State.Running}}", foreign))
          .isEqualTo("true");
    } finally {
      DockerCli.docker("rm", "--force", foreign);
    }
  }

  @Test
  void image_thatIsNowhere_isSaid() {
    pool.create(
        new ReplicaSpec(
            0,
            1,
            "s1",
            new ReplicaTemplate("127.0.0.1:1/no/such:1", List.of(), List.of(), 5000, Map.of())));

    assertThat(awaitExit(1).exit().getFirst())
        .startsWith("image 127.0.0.1:1/no/such:1: not on this engine and can't be pulled (");
  }

  @Test
  void image_ofARegistry_isPulledOnceForAll() throws Exception {
    assumeThat(Path.of("/usr/bin/docker-registry")).as("docker-registry").isExecutable();
    try (Registry registry = Registry.start(registryFolder)) {
      String image = registry.holding(DockerCli.SAMPLE);
      ReplicaTemplate template = new ReplicaTemplate(image, List.of(), List.of(), 5000, Map.of());
      pool.create(new ReplicaSpec(7, 7, "s7", template));
      Replica replica = create(0, "s1", template);

      awaitListening(replica);
      soon().until(() -> observe(7).phase() == Replica.Phase.RUNNING);
      assertThat(notices).hasSize(2).first().isEqualTo("pulling " + image + " ...");
      assertThat(notices.getLast()).matches("pulled \\S+ in \\d+\\.\\d s");
      pool.stop(7, Duration.ZERO);
      pool.stop(replica.incarnation(), Duration.ZERO);
      awaitExit(7);
      awaitExit(replica.incarnation());
      DockerCli.docker("rmi", "--force", image);
    }
  }

  private static String stranger(String... options) {
    List<String> run = new ArrayList<>(List.of("run", "--detach"));
    run.addAll(List.of(options));
    run.addAll(List.of("--entrypoint", "sleep", DockerCli.SAMPLE, "1000"));
    return DockerCli.docker(run.toArray(String[]::new));
  }
}

package dev.ringmaster.pool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ringmaster.pool.Replica;
import dev.ringmaster.pool.ReplicaPool;
import dev.ringmaster.pool.ReplicaPoolContract;
import dev.ringmaster.pool.ReplicaSpec;
import dev.ringmaster.pool.ReplicaTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessReplicaPoolIT extends ReplicaPoolContract {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Path SAMPLE =
      Path.of(System.getProperty("ringmaster.home"), "ringmaster-replica.jar");
  private static final int SIGHUP_AND_SIGINT = 0b11;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Override
  protected ProcessReplicaPool newPool(Runnable onChange) {
    return new ProcessReplicaPool(folder, new LaunchCommand(SAMPLE), onChange);
  }

  @Override
  protected ReplicaTemplate sample() {
    return command(Map.of(), List.of());
  }

  @Override
  protected ReplicaTemplate command(Map<String, String> env, List<String> command) {
    return new ReplicaTemplate("", command, List.of(), 5000, env);
  }

  @Override
  protected String server(String first) {
    return first + "exec '" + JAVA + "' -Xmx64m -jar '" + SAMPLE + "'";
  }

  @Override
  protected void kill(Replica replica) {
    ProcessHandle.of(pid(replica)).orElseThrow().destroyForcibly();
  }

  @Override
  protected boolean runs(Replica replica) {
    return ProcessHandle.of(pid(replica)).isPresent();
  }

  @Test
  void output_goesToAFileOfTheFolder_thatAnOrderlyEndRemoves() throws Exception {
    Replica replica = create(3, "s4", sample());
    Path output = folder.resolve("3-%d.log".formatted(replica.incarnation()));
    soon().untilAsserted(() -> assertThat(output).content().contains("listens on 127.0.0.1"));

    pool.stop(replica.incarnation(), GRACE);
    awaitExit(replica.incarnation());
    pool.forget(replica.incarnation());

    assertThat(output).doesNotExist();
  }

  @Test
  void output_ofACrash_staysThoughItWasToldToStopAfterwards() throws Exception {
    Replica replica = create(0, "s1", shell("echo why; exit 1"));
    awaitExit(replica.incarnation());

    pool.stop(replica.incarnation(), Duration.ZERO);
    pool.forget(replica.incarnation());

    assertThat(folder.resolve("0-1.log")).hasContent("why");
  }

  @Test
  void output_ofManyCrashes_isKeptForTheNewestTwenty() throws Exception {
    for (int i = 1; i <= 25; i++) {
      Replica replica = create(0, "s" + i, shell("exit 1"));
      awaitExit(replica.incarnation());
      Path output = folder.resolve("0-%d.log".formatted(replica.incarnation()));
      Files.setLastModifiedTime(output, FileTime.from(Instant.EPOCH.plusSeconds(i)));
      pool.forget(replica.incarnation());
    }

    try (Stream<Path> logs = Files.list(folder).filter(file -> file.toString().endsWith(".log"))) {
      assertThat(logs.map(log -> log.getFileName().toString()))
          .hasSize(20)
          .contains("0-6.log", "0-25.log")
          .doesNotContain("0-5.log");
    }
  }

  @Test
  void child_hasItsOwnSessionAndIgnoresTheTerminal() throws Exception {
    assumeThat(Path.of("/proc/self/stat")).exists();
    Replica replica = create(0, "s1", sample());
    awaitListening(replica);
    Path proc = Path.of("/proc", Long.toString(pid(replica)));

    String stat = Files.readString(proc.resolve("stat"));
    String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
    assertThat(session).isEqualTo(Long.toString(pid(replica)));
    long ignored =
        Files.readAllLines(proc.resolve("status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .findFirst()
            .orElseThrow();
    assertThat(ignored & SIGHUP_AND_SIGINT).isEqualTo(SIGHUP_AND_SIGINT);
  }

  @Test
  void child_thatIsInterrupted_goesOn() throws Exception {
    Replica replica = create(0, "s1", sample());
    awaitListening(replica);

    signal("INT", replica);
    signal("HUP", replica);

    awaitListening(replica);
    assertThat(observe(replica.incarnation()).phase()).isEqualTo(Replica.Phase.RUNNING);
  }

  @Test
  void stop_takesGrandchildrenAlong() throws Exception {
    Replica replica = create(0, "s1", shell("sleep 1000 & echo; wait"));
    ProcessHandle grandchild = awaitGrandchild(replica);

    pool.stop(replica.incarnation(), GRACE);

    awaitExit(replica.incarnation());
    soon().until(() -> !grandchild.isAlive());
  }

  @Test
  void stop_ofAStubbornOne_takesAlongWhatItStartedSince() throws Exception {
    String late = "trap 'sleep 1000 & trap \"\" TERM' TERM; while :; do sleep 0.1; done";
    Replica replica = create(0, "s1", shell("echo ready >&2; " + late));
    awaitGrandchild(replica);

    pool.stop(replica.incarnation(), Duration.ofSeconds(1));
    ProcessHandle sleeper =
        soon()
            .until(
                () -> grandchildren(replica).filter(ProcessReplicaPoolIT::isLong).findFirst(),
                Optional::isPresent)
            .orElseThrow();

    awaitExit(replica.incarnation());
    soon().until(() -> !sleeper.isAlive());
  }

  @Test
  void program_thatIsMissing_showsAsExited() {
    Replica replica = create(0, "s1", command(Map.of(), List.of("/no/such/program")));

    assertThat(awaitExit(replica.incarnation()).exit().getFirst()).startsWith("exit code 12");
  }

  @Test
  void folder_thatIsGone_showsAsExitedReplica() throws Exception {
    ReplicaPool lost =
        new ProcessReplicaPool(folder.resolve("gone"), new LaunchCommand(SAMPLE), () -> {});
    lost.create(new ReplicaSpec(0, 1, "s1", sample()));

    assertThat(lost.observe())
        .singleElement()
        .satisfies(replica -> {
          assertThat(replica.phase()).isEqualTo(Replica.Phase.EXITED);
          assertThat(replica.exit().getFirst()).contains("gone");
        });
    lost.forget(1);
    assertThat(lost.observe()).isEmpty();
  }

  @Test
  void orphans_areEndedWithTheirFamilies() throws Exception {
    Replica server = create(0, "s1", sample());
    Replica parent = create(1, "s2", shell("sleep 1000 & wait"));
    Replica ended = create(2, "s3", shell("exit 0"));
    awaitListening(server);
    ProcessHandle grandchild = awaitGrandchild(parent);
    awaitExit(ended.incarnation());

    int reaped = ProcessReplicaPool.reapOrphans(folder);

    assertThat(reaped).isEqualTo(2);
    awaitExit(server.incarnation());
    awaitExit(parent.incarnation());
    soon().until(() -> !grandchild.isAlive());
    assertThat(ProcessReplicaPool.reapOrphans(folder)).isZero();
  }

  @Test
  void orphan_thatIgnoresSigterm_isKilled() throws Exception {
    Replica replica = create(0, "s1", shell(server("trap '' TERM; ")));
    awaitListening(replica);

    assertThat(ProcessReplicaPool.reapOrphans(folder)).isEqualTo(1);

    assertThat(awaitExit(replica.incarnation()).exit()).first().isEqualTo("killed (SIGKILL)");
  }

  @Test
  void orphans_startedAtAnotherTime_areStrangers() throws Exception {
    Replica replica = create(0, "s1", shell("sleep 1000"));
    Instant started =
        ProcessHandle.of(pid(replica)).orElseThrow().info().startInstant().orElseThrow();
    Files.writeString(pids(), pid(replica) + " " + started.minusSeconds(60) + "\n");

    assertThat(ProcessReplicaPool.reapOrphans(folder)).isZero();

    assertThat(runs(replica)).isTrue();
    assertThat(observe(replica.incarnation()).phase()).isEqualTo(Replica.Phase.RUNNING);
  }

  @Test
  void pidsFile_torn_namesNobodyElse() throws Exception {
    Replica replica = create(0, "s1", shell("sleep 1000"));
    String whole = Files.readString(pids());
    for (int length = 0; length < whole.indexOf('.'); length++) {
      Files.writeString(pids(), whole.substring(0, length));
      assertThat(ProcessReplicaPool.reapOrphans(folder)).as(whole.substring(0, length)).isZero();
    }
    Files.write(pids(), new byte[] {(byte) 0xff, (byte) 0xfe, '\n', ' ', '\n'});
    assertThat(ProcessReplicaPool.reapOrphans(folder)).isZero();
    assertThat(runs(replica)).isTrue();
  }

  @Test
  void killed_takesWhatItHadStartedAlong() throws Exception {
    assumeThat(Path.of("/usr/bin/setsid")).as("setsid").exists();
    Replica replica = create(0, "s1", shell("sleep 1000 & echo; wait"));
    ProcessHandle grandchild = awaitGrandchild(replica);

    ProcessHandle.of(pid(replica)).orElseThrow().destroyForcibly();

    awaitExit(replica.incarnation());
    soon().until(() -> !grandchild.isAlive());
  }

  @Test
  void pidsFile_missing_namesNobody() throws Exception {
    assertThat(ProcessReplicaPool.reapOrphans(folder)).isZero();
  }

  @Test
  void twoPools_neverShareAPort() throws Exception {
    ProcessReplicaPool other =
        new ProcessReplicaPool(
            Files.createDirectory(folder.resolve("b")), new LaunchCommand(SAMPLE), () -> {});
    other.create(new ReplicaSpec(0, 1, "s1", shell("sleep 1000")));
    Replica theirs = other.observe().getFirst();
    Replica ours = create(0, "s1", shell("sleep 1000"));

    assertThat(ours.port()).isNotEqualTo(theirs.port());

    other.stop(1, Duration.ZERO);
    soon().until(() -> !runs(theirs));
  }

  private Path pids() {
    return folder.resolve("pids");
  }

  private static long pid(Replica replica) {
    assertThat(replica.runtimeId()).startsWith("pid ");
    return Long.parseLong(replica.runtimeId().substring(4));
  }

  private static void signal(String name, Replica replica)
      throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(name, pid(replica))).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static Stream<ProcessHandle> grandchildren(Replica replica) {
    return ProcessHandle.of(pid(replica)).stream().flatMap(ProcessHandle::descendants);
  }

  private static ProcessHandle awaitGrandchild(Replica replica) {
    return soon()
        .until(() -> grandchildren(replica).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private static boolean isLong(ProcessHandle process) {
    return List.of(process.info().arguments().orElse(new String[0])).contains("1000");
  }
}

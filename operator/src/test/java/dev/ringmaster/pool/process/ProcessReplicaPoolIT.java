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

  private final MemoryJournal journal = new MemoryJournal();

  @Override
  protected ProcessReplicaPool newPool(Runnable onChange) {
    return new ProcessReplicaPool(folder, new LaunchCommand(SAMPLE), journal, onChange);
  }

  /** What a balancer's state would hold. */
  private static final class MemoryJournal implements ChildJournal {
    private List<ChildRecord> children = List.of();

    @Override
    public List<ChildRecord> read() {
      return children;
    }

    @Override
    public void write(List<ChildRecord> now) {
      children = List.copyOf(now);
    }
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

    pool.stop(replica.incarnation(), Duration.ofSeconds(6));
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
        new ProcessReplicaPool(
            folder.resolve("gone"), new LaunchCommand(SAMPLE), new MemoryJournal(), () -> {});
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
  void reap_endsThoseThatTheJournalNames_withTheirFamilies() throws Exception {
    Replica server = create(0, "s1", sample());
    Replica parent = create(1, "s2", shell("sleep 1000 & wait"));
    Replica ended = create(2, "s3", shell("exit 0"));
    awaitListening(server);
    ProcessHandle grandchild = awaitGrandchild(parent);
    awaitExit(ended.incarnation());

    assertThat(ProcessReplicaPool.reap(folder, journal.read())).isEqualTo(2);

    awaitExit(server.incarnation());
    awaitExit(parent.incarnation());
    soon().until(() -> !grandchild.isAlive());
    assertThat(ProcessReplicaPool.reap(folder, journal.read())).isZero();
  }

  @Test
  void reap_ofOneThatIgnoresSigterm_kills() throws Exception {
    Replica replica = create(0, "s1", shell(server("trap '' TERM; ")));
    awaitListening(replica);

    assertThat(ProcessReplicaPool.reap(folder, journal.read())).isEqualTo(1);

    assertThat(awaitExit(replica.incarnation()).exit()).first().isEqualTo("killed (SIGKILL)");
  }

  @Test
  void processOfARecordedPid_bornAtAnotherTime_isAStranger() throws Exception {
    Replica replica = create(0, "s1", shell("sleep 1000"));
    ChildRecord record = journal.read().getFirst();
    journal.write(
        List.of(
            new ChildRecord(7, 9, "s9", "r", 21_000, record.pid(), record.birth() + "0"), record));

    assertThat(ProcessReplicaPool.reap(folder.resolve("other"), journal.read().subList(0, 1)))
        .isZero();
    pool = newPool(() -> {});

    assertThat(runs(replica)).isTrue();
    assertThat(pool.observe()).extracting(Replica::incarnation).containsExactly(1L);
  }

  @Test
  void childThatNoJournalNames_isEndedByTheNextPool() throws Exception {
    assumeThat(Path.of("/proc/self/environ")).exists();
    Replica recorded = create(0, "s1", shell("sleep 1000 & sleep 1000"));
    Replica stray = create(1, "s2", sample());
    awaitListening(stray);
    ProcessHandle grandchild = awaitGrandchild(recorded);
    journal.write(journal.read().subList(0, 1));

    pool = newPool(() -> {});

    soon().until(() -> !runs(stray));
    assertThat(runs(recorded)).isTrue();
    assertThat(grandchild.isAlive()).as("the mark is inherited").isTrue();
    assertThat(pool.observe()).extracting(Replica::name).containsExactly("s1");
  }

  @Test
  void birth_isTheSameWheneverItIsAsked_andNobodysWhenGone() throws Exception {
    Replica replica = create(0, "s1", shell("sleep 1000"));
    long pid = pid(replica);
    String birth = ProcessBirth.of(pid).orElseThrow();

    assertThat(ProcessBirth.of(pid)).hasValue(birth);
    assertThat(ProcessBirth.find(pid, birth)).isPresent();
    assertThat(ProcessBirth.of(ProcessHandle.current().pid()))
        .isPresent()
        .get()
        .isNotEqualTo(birth);
    kill(replica);
    awaitExit(replica.incarnation());
    soon().untilAsserted(() -> assertThat(ProcessBirth.find(pid, birth)).isEmpty());
  }

  /** A zombie has a pid and a birth, and is dead: nobody may wait for it for ever. */
  @Test
  void zombie_isGone() throws Exception {
    assumeThat(Path.of("/proc/self/stat")).exists();
    // The shell becomes a sleep that never waits for the child it had; until then it would.
    Process parent =
        new ProcessBuilder("sh", "-c", "exec 3<&0; cat <&3 & echo $!; exec sleep 1000").start();
    try {
      long zombie = Long.parseLong(parent.inputReader().readLine());
      soon()
          .untilAsserted(
              () -> assertThat(Path.of("/proc/" + parent.pid() + "/comm")).hasContent("sleep"));
      parent.getOutputStream().close();
      soon()
          .untilAsserted(() ->
              assertThat(Files.readString(Path.of("/proc/" + zombie + "/stat"))).contains(") Z "));

      assertThat(ProcessBirth.of(zombie)).isEmpty();
    } finally {
      parent.destroyForcibly().waitFor();
    }
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
  void twoPools_neverShareAPort() throws Exception {
    ProcessReplicaPool other =
        new ProcessReplicaPool(
            Files.createDirectory(folder.resolve("b")),
            new LaunchCommand(SAMPLE),
            new MemoryJournal(),
            () -> {});
    other.create(new ReplicaSpec(0, 1, "s1", shell("sleep 1000")));
    Replica theirs = other.observe().getFirst();
    Replica ours = create(0, "s1", shell("sleep 1000"));

    assertThat(ours.port()).isNotEqualTo(theirs.port());

    other.stop(1, Duration.ZERO);
    soon().until(() -> !runs(theirs));
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

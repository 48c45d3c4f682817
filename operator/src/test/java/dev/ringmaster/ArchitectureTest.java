package dev.ringmaster;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.ringmaster.routing.Dispatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The walls of the house. Each rule is held against the shipped classes, and against a house that
 * breaks it: a rule that can't fail guards nothing.
 */
class ArchitectureTest {
  private static final HouseRules HOUSE = new HouseRules("dev.ringmaster");
  private static final HouseRules BAD_HOUSE = new HouseRules("dev.ringmaster.badhouse");

  private static final JavaClasses SHIPPED =
      new ClassFileImporter()
          .importUrl(Dispatcher.class.getProtectionDomain().getCodeSource().getLocation());

  private static final JavaClasses BAD =
      new ClassFileImporter().importPackages("dev.ringmaster.badhouse");

  private final SourceTree sources =
      new SourceTree(Path.of("src/main/java/dev/ringmaster").toAbsolutePath());

  @Test
  void rooms_areAllGuarded_andAllThere() {
    List<String> guarded = new ArrayList<>(HouseRules.CORE.keySet());
    guarded.addAll(HouseRules.ADAPTERS);
    guarded.addAll(HouseRules.LEAF);
    guarded.addAll(
        List.of(
            "cluster.access",
            "cluster.drains",
            "cluster.last",
            "cluster.leader",
            "cluster.pods",
            "cluster.slices",
            "controller.belongings",
            "controller.claim",
            "controller.status",
            "controller.story",
            "pool.docker.engine",
            "router.backend",
            "router.head",
            "router.http1",
            "router.upstream",
            "router.wire",
            "admin.gate",
            "admin.peer",
            "admin.tls",
            "admin.web",
            "app",
            "app.admin",
            "app.analyze",
            "app.analyze.client",
            "app.analyze.report",
            "app.aot",
            "app.cli",
            "app.command",
            "app.driver",
            "app.local",
            "app.manifest",
            "app.operator",
            "app.preview",
            "app.state",
            "app.terminal",
            "app.up"));
    assertThat(sources.packages()).containsExactlyInAnyOrderElementsOf(guarded);
  }

  @Test
  void core_isPure() {
    holds(HouseRules::coreIsPure, "Sleeper", "InetSocketAddress");
    holds(HouseRules::coreIsPure, "Borrower", "Vertx");
  }

  @Test
  void core_hasNoClockAndNoThread() {
    holds(HouseRules::coreHasNoClockAndNoThread, "Sleeper", "nanoTime");
    holds(HouseRules::coreHasNoClockAndNoThread, "Sleeper", "Instant.now");
    holds(HouseRules::coreHasNoClockAndNoThread, "Sleeper", "Thread.sleep");
  }

  @Test
  void core_keepsItsOrder() {
    holds(HouseRules::coreKeepsItsOrder, "load.Snoop", "ring.Sleeper");
  }

  @Test
  void adapters_knowTheCoreOnly() {
    holds(HouseRules::adaptersKnowTheCoreOnly, "state.Gossip", "admin.Handle");
    holds(HouseRules::adaptersKnowTheCoreOnly, "admin.Handle", "app.Wiring");
  }

  @Test
  void api_isALeaf() {
    holds(HouseRules::apiIsALeaf, "api.Clever", "Sleeper");
    holds(HouseRules::apiIsALeaf, "api.Clever", "ObjectMapper");
    holds(HouseRules::adaptersKnowTheCoreOnly, "state.Gossip", "api.Clever");
  }

  @Test
  void rooms_haveNoCycles() {
    holds(HouseRules::roomsHaveNoCycles, "admin.Handle", "app.Wiring");
  }

  @Test
  void libraries_areUsedAtHome() {
    holds(rules -> rules.atHome("com.dynatrace.hash4j..", "ring"), "Borrower", "Hasher64");
    holds(rules -> rules.atHome("io.vertx..", "probe", "admin", "app"), "Borrower", "Vertx");
    holds(
        rules -> rules.atHome("io.netty..", "router", "probe", "admin", "app"),
        "Borrower",
        "ByteBuf");
    holds(rules -> rules.atHome("io.micrometer..", "telemetry"), "Borrower", "MeterRegistry");
    holds(rules -> rules.atHome("io.prometheus..", "telemetry"), "Borrower", "Labels");
    holds(rules -> rules.atHome("picocli..", "app"), "Borrower", "CommandLine");
    holds(
        rules -> rules.atHome("com.fasterxml.jackson..", "api", "app"), "Borrower", "JsonFactory");
    holds(
        rules ->
            rules.atHome(
                "io.fabric8..",
                "api",
                "kubernetes",
                "cluster",
                "controller",
                "pool.kubernetes",
                "app.operator"),
        "Borrower",
        "KubernetesClient");
    holds(
        rules -> rules.atHome("io.javaoperatorsdk..", "controller", "app.operator"),
        "Borrower",
        "Reconciler");
    holds(rules -> rules.atHome("org.yaml..", "app.manifest"), "Borrower", "Yaml");
    holds(
        rules -> rules.atHome("com.github.dockerjava..", "pool.docker"),
        "Borrower",
        "DockerClient");
    holds(rules -> rules.atHome("java.awt..", "chart"), "Borrower", "Graphics2D");
  }

  @Test
  void router_neverBlocks() {
    holds(HouseRules::routerNeverBlocks, "Blocker", "ReentrantLock");
    for (String wait : List.of("Future.get", "CompletableFuture.join", "await", "Thread.sleep")) {
      holds(HouseRules::routerNeverBlocks, "Blocker", wait);
    }
  }

  @Test
  void router_hasNoMonitors(@TempDir Path bad) throws IOException {
    holds(HouseRules::routerHasNoMonitors, "Blocker", "hashed");
    assertThat(sources.withMonitors("router")).isEmpty();

    write(bad, "router/head/Bad.java", "  void m() {\n    synchronized (this) {}\n  }\n");
    write(bad, "router/Fine.java", "  // nothing is synchronized\n  /* or\n   * synchronized */\n");
    write(bad, "routers/Other.java", "synchronized");
    assertThat(new SourceTree(bad).withMonitors("router")).containsExactly("Bad.java");
  }

  @Test
  void topLevelClasses_areClosed() {
    holds(HouseRules::topLevelClassesAreClosed, "Snoop");
  }

  @Test
  void packages_areNullMarked(@TempDir Path bad) throws IOException {
    assertThat(sources.notNullMarked()).isEmpty();

    write(bad, "a/package-info.java", "/** A. */\n@NullMarked\npackage a;\n");
    write(bad, "b/package-info.java", "/** B. */\npackage b;\n");
    write(bad, "c/C.java", "\n@NullMarked\n");
    assertThat(new SourceTree(bad).notNullMarked()).containsExactly("b", "c");
  }

  @Test
  void packages_areNotCrowded(@TempDir Path bad) throws IOException {
    assertThat(sources.crowded()).isEmpty();

    for (int i = 0; i <= SourceTree.MAX_FILES; i++) {
      write(bad, "a/b/F" + i + ".java", "");
    }
    assertThat(new SourceTree(bad).crowded()).containsExactly("a.b");
    Files.delete(bad.resolve("a/b/F0.java"));
    assertThat(new SourceTree(bad).crowded()).isEmpty();
  }

  /** The shipped classes keep a rule; the bad house breaks it in a line with all these words. */
  private static void holds(Function<HouseRules, ArchRule> rule, String... words) {
    rule.apply(HOUSE).check(SHIPPED);
    assertThat(rule.apply(BAD_HOUSE).evaluate(BAD).getFailureReport().getDetails())
        .anyMatch(line -> List.of(words).stream().allMatch(line::contains));
  }

  private static void write(Path root, String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}

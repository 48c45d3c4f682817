package dev.ringmaster.app.aot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringmaster.pool.process.SampleJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The caches that the build made, whole, damaged and out of date. */
@Timeout(300)
final class AotCachesIT {
  private static final Path BUILT = Path.of(System.getProperty("ringmaster.home"));
  private static final Path CACHE = SampleJvm.cache(BUILT.resolve("ringmaster.jar"));

  @TempDir private Path folder;

  @BeforeEach
  void needsAJdkWithCaches() {
    assumeTrue(SampleJvm.knowsCaches(), "JDK 25 or newer");
  }

  @Test
  void caches_areMadeByTheBuild_andHoldTheProgramAndItsLibraries() throws Exception {
    assertThat(SampleJvm.cache(BUILT.resolve("ringmaster-replica.jar"))).isRegularFile();
    Path log = folder.resolve("log");

    run(BUILT, CACHE, "-Xlog:class+load:file=" + log);

    List<String> loaded = Files.readAllLines(log);
    for (String name :
        List.of("dev.ringmaster.app.Main", "picocli.CommandLine", "io.vertx.core.Vertx")) {
      assertThat(loaded)
          .anyMatch(line -> line.contains(" " + name + " ") && line.contains("shared objects"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "torn", "empty", "garbage", "another JDK's", "missing"})
  void cache_ofAnyKind_changesNothingThatIsPrinted(String kind) throws Exception {
    Path cache = folder.resolve("cache.aot");
    byte[] whole = Files.readAllBytes(CACHE);
    switch (kind) {
      case "whole" -> Files.write(cache, whole);
      case "torn" -> Files.write(cache, Arrays.copyOf(whole, whole.length / 2));
      case "empty" -> Files.createFile(cache);
      case "garbage" -> Files.writeString(cache, "garbage".repeat(10_000));
      case "another JDK's" -> Files.write(cache, ofAnotherJdk(whole));
      default -> {}
    }

    assertThat(run(BUILT, cache)).isEqualTo(version() + "\nexit 0");
  }

  @Test
  void cache_olderThanTheJars_isPassedOver() throws Exception {
    Path home = copy();
    Files.setLastModifiedTime(
        home.resolve("ringmaster.jar"), FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(run(home, CACHE)).isEqualTo(version() + "\nexit 0");
  }

  @Test
  void command_onAFolderWithoutJars_saysSoAndSucceeds() throws Exception {
    assertThat(start(List.of("-jar", BUILT + "/ringmaster.jar", "aot-caches", folder + "/none")))
        .startsWith("ringmaster: AOT caches: not made: ")
        .endsWith("(all works without, but starts slower)\nexit 0");
  }

  @Test
  void command_onAFreshFolder_makesAll_andNotAgain() throws Exception {
    Path home = copy();
    List<String> command = List.of("-jar", home + "/ringmaster.jar", "aot-caches", home.toString());
    Path cache = SampleJvm.cache(home.resolve("ringmaster.jar"));

    assertThat(start(command)).isEqualTo("exit 0");
    assertThat(cache).isRegularFile();
    assertThat(SampleJvm.cache(home.resolve("ringmaster-replica.jar"))).isRegularFile();
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files.filter(file -> file.toString().contains(".new"))).isEmpty();
    }
    FileTime made = Files.getLastModifiedTime(cache);

    assertThat(start(command)).isEqualTo("exit 0");
    assertThat(Files.getLastModifiedTime(cache)).isEqualTo(made);
  }

  @Test
  void cache_ofContainers_hasMetAnEngine_andTheOtherHasNot() throws Exception {
    Path containers = SampleJvm.cache(BUILT.resolve("ringmaster-docker"));
    String engine = "com/github/dockerjava/api/model/HostConfig";

    assertThat(Files.readString(containers, StandardCharsets.ISO_8859_1)).contains(engine);
    assertThat(Files.readString(CACHE, StandardCharsets.ISO_8859_1)).doesNotContain(engine);
    assertThat(run(BUILT, containers)).isEqualTo(version() + "\nexit 0");
  }

  @Test
  void operatorsCache_isMadeWhereItIsAskedFor_andHasDoneItsWork() throws Exception {
    Path home = copy();
    Path cache = SampleJvm.cache(home.resolve("ringmaster-operator"));
    List<String> command =
        List.of("-jar", home + "/ringmaster.jar", "aot-caches", "--operator", home.toString());

    assertThat(start(command)).isEqualTo("exit 0");

    String names = Files.readString(cache, StandardCharsets.ISO_8859_1);
    // Loaded when a balancer's status is written, and when its Pods' addresses are.
    assertThat(names).contains("dev/ringmaster/controller/status/StatusComposer");
    assertThat(names).contains("dev/ringmaster/cluster/slices/SliceManifests");
    assertThat(run(home, cache)).isEqualTo(version() + "\nexit 0");
  }

  /** The head names the build that wrote it, in Latin-1. */
  private static byte[] ofAnotherJdk(byte[] cache) {
    String marker = "Server VM (";
    int at = new String(cache, 0, 4096, StandardCharsets.ISO_8859_1).indexOf(marker);
    assertThat(at).isPositive();
    byte[] copy = cache.clone();
    copy[at + marker.length()] ^= 1;
    return copy;
  }

  private Path copy() throws IOException {
    Path home = folder.resolve("home");
    try (Stream<Path> files = Files.walk(BUILT)) {
      for (Path file : files.filter(f -> !f.toString().endsWith(".aot")).toList()) {
        Files.copy(file, home.resolve(BUILT.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return home;
  }

  private static String version() throws Exception {
    String plain = start(List.of("-jar", BUILT + "/ringmaster.jar", "--version"));
    return plain.replace("\nexit 0", "");
  }

  /** As the launcher does. */
  private static String run(Path home, Path cache, String... flags) throws Exception {
    List<String> command = new ArrayList<>(List.of(flags));
    command.add("-XX:AOTCache=" + cache);
    command.addAll(List.of("-Xlog:aot=off", "-Xlog:cds=off", "-XX:+UseSerialGC"));
    command.addAll(List.of("-jar", home + "/ringmaster.jar", "--version"));
    return start(command);
  }

  private static String start(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(arguments);
    command.addFirst(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    return output + "exit " + process.exitValue();
  }
}

package dev.ringmaster.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class LauncherIT {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private FakeTree tree;

  @BeforeEach
  void make() throws Exception {
    tree = new FakeTree(folder.toRealPath());
  }

  @Test
  void jdk_isTheNewestOfAllPlaces() throws Exception {
    tree.environment.put("RINGMASTER_JAVA_HOME", tree.jdk("a", "21.0.4").toString());
    assertThat(tree.run().java()).isEqualTo(tree.java("a"));

    tree.environment.put("JAVA_HOME", tree.jdk("b", "22").toString());
    assertThat(tree.run().java()).isEqualTo(tree.java("b"));

    Files.createSymbolicLink(
        tree.tools.resolve("java"), tree.jdk("c", "23.0.1").resolve("bin/java"));
    assertThat(tree.run().java()).isEqualTo(tree.java("c"));

    tree.jdk("jvm/d", "24.0.2+12");
    assertThat(tree.run().java()).isEqualTo(tree.java("jvm/d"));

    tree.jdk("jvm/e.jdk/Contents/Home", "25");
    assertThat(tree.run().java()).isEqualTo(tree.java("jvm/e.jdk/Contents/Home"));

    tree.environment.put("RINGMASTER_JAVA_HOME", tree.jdk("f", "26-ea").toString());
    assertThat(tree.run().java()).isEqualTo(tree.java("f"));
  }

  @Test
  void jdk_ofEqualOnes_isTheFirst() throws Exception {
    tree.jdk("jvm/d", "25.0.9");
    tree.environment.put("JAVA_HOME", tree.jdk("b", "25").toString());
    assertThat(tree.run().java()).isEqualTo(tree.java("b"));

    tree.environment.put("RINGMASTER_JAVA_HOME", tree.jdk("a", "25.0.1").toString());
    assertThat(tree.run().java()).isEqualTo(tree.java("a"));
  }

  @Test
  void jdk_isLookedForInEveryFolderGiven() throws Exception {
    tree.jdk("one/x", "21");
    tree.jdk("the other/a b", "25");
    tree.environment.put(
        "RINGMASTER_JVM_FOLDERS", tree.temp + "/one:" + tree.temp + "/the other:" + tree.temp);

    assertThat(tree.run().java()).isEqualTo(tree.java("the other/a b"));
  }

  @Test
  void noJdk_isOneLineAndExitTwo() throws Exception {
    assertFails(
        tree.run(), "Java: found no JDK, expected JDK 21 or newer (set RINGMASTER_JAVA_HOME)");
  }

  @ParameterizedTest
  @CsvSource({"1.8.0_402, 8", "11.0.22, 11", "17, 17", "20.0.2, 20"})
  void jdk_thatIsTooOld_isNamed(String version, String feature) throws Exception {
    tree.jdk("jvm/old", version);
    tree.jdk("jvm/older", "1.7.0_80");

    assertFails(
        tree.run(),
        "Java: found JDK %s in %s/jvm/old, expected JDK 21 or newer (set RINGMASTER_JAVA_HOME)"
            .formatted(feature, tree.temp));
  }

  @Test
  void folders_thatAreNoJdks_arePassedOver() throws Exception {
    Files.delete(tree.jdk("jvm/no-release", "30").resolve("release"));
    Files.delete(tree.jdk("jvm/no-java", "30").resolve("bin/java"));
    Files.writeString(tree.jdk("jvm/odd", "30").resolve("release"), "JAVA_VERSION=30\nX=\"31\"\n");
    Files.writeString(tree.jdk("jvm/empty", "30").resolve("release"), "");
    Files.writeString(tree.temp.resolve("jvm/file"), "");
    tree.jdk("jvm/good", "21");

    FakeTree.Run run = tree.run();

    assertThat(run.java()).isEqualTo(tree.java("jvm/good"));
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/no/such/jdk", "/"})
  void javaHome_askedForThatIsNoJdk_isSaid(String folder) throws Exception {
    tree.jdk("jvm/good", "21");
    tree.environment.put("RINGMASTER_JAVA_HOME", folder);

    FakeTree.Run run = tree.run();

    assertThat(run.java()).isEqualTo(tree.java("jvm/good"));
    assertThat(run.err())
        .containsExactly(
            "ringmaster: RINGMASTER_JAVA_HOME: got %s, expected a JDK's folder (bin/java, release): using %s/jvm/good"
                .formatted(folder, tree.temp));
  }

  @Test
  void arguments_arriveWhole() throws Exception {
    tree.jdk("jvm/j", "25");

    FakeTree.Run run = tree.run("up", "-f", "my file.yaml", "", "*", "a\"b", "$HOME", "--x=1  2");

    assertThat(run.out())
        .startsWith(tree.java("jvm/j"), "-XX:+UseSerialGC", "-Xms16m")
        .endsWith(
            "-Djava.library.path=" + tree.home() + "/lib",
            "-Dringmaster.home=" + tree.home(),
            "-jar",
            tree.home() + "/ringmaster.jar",
            "up",
            "-f",
            "my file.yaml",
            "",
            "*",
            "a\"b",
            "$HOME",
            "--x=1  2");
  }

  @Test
  void cache_ofJustThisJdk_isUsedAndKeptQuiet() throws Exception {
    tree.jdk("jvm/j", "25.0.3", "25.0.3+9-LTS");
    Files.createFile(tree.cache("25.0.3+9-LTS"));

    assertThat(tree.run("up").out())
        .containsSequence(
            "-Dringmaster.home=" + tree.home(),
            "-XX:AOTCache=" + tree.cache("25.0.3+9-LTS"),
            "-Xlog:aot=off",
            "-Xlog:cds=off",
            "-jar",
            tree.home() + "/ringmaster.jar");
  }

  @ParameterizedTest
  @CsvSource({
    "operator, ringmaster-operator",
    "up --driver docker, ringmaster-docker",
    "up a.yaml --driver=docker --port 0, ringmaster-docker",
    "up --driver process, ringmaster",
    "up docker, ringmaster",
    "status --driver docker, ringmaster",
    "up, ringmaster",
    "'', ringmaster"
  })
  void cache_isTheOneOfTheWorkThatIsAskedFor(String command, String name) throws Exception {
    tree.jdk("jvm/j", "25.0.3", "25.0.3+9-LTS");
    Files.createFile(tree.cache("25.0.3+9-LTS"));
    Files.createFile(tree.cache("ringmaster-operator", "25.0.3+9-LTS"));
    Files.createFile(tree.cache("ringmaster-docker", "25.0.3+9-LTS"));

    assertThat(tree.run(command.split(" ")).out())
        .contains("-XX:AOTCache=" + tree.cache(name, "25.0.3+9-LTS"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "up --driver docker"})
  void work_withoutACacheOfItsOwn_usesTheOther(String command) throws Exception {
    tree.jdk("jvm/j", "25.0.3", "25.0.3+9-LTS");
    Files.createFile(tree.cache("25.0.3+9-LTS"));

    assertThat(tree.run(command.split(" ")).out())
        .contains("-XX:AOTCache=" + tree.cache("25.0.3+9-LTS"));
  }

  @ParameterizedTest
  @CsvSource({
    "25.0.4, 25.0.4+1-LTS",
    "21.0.9, 21.0.9+10",
    "24.0.2, 24.0.2+12",
    "25, ''",
    "25, ../25.0.3+9"
  })
  void cache_ofAnotherJdk_orForOneThatKnowsNone_isNotUsed(String version, String build)
      throws Exception {
    tree.jdk("jvm/j", version, build);
    Files.createFile(tree.cache("25.0.3+9-LTS"));
    if (version.startsWith("2") && !version.startsWith("25")) {
      Files.createFile(tree.cache(build));
    }

    FakeTree.Run run = tree.run("up");

    assertThat(run.out()).noneMatch(argument -> argument.contains("AOT"));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void cache_olderThanTheJar_isNotUsed() throws Exception {
    tree.jdk("jvm/j", "25.0.3", "25.0.3+9-LTS");
    Path cache = Files.createFile(tree.cache("25.0.3+9-LTS"));
    Files.createFile(tree.home().resolve("ringmaster.jar"));
    Files.setLastModifiedTime(cache, FileTime.from(Instant.EPOCH));

    assertThat(tree.run("up").out()).noneMatch(argument -> argument.contains("AOT"));
  }

  @Test
  void installed_withoutACheckout_runsTheJarBesideItself() throws Exception {
    tree.jdk("jvm/j", "25.0.3", "25.0.3+9-LTS");
    Path folder = Files.createDirectory(tree.temp.resolve("opt"));
    Path launcher = Files.copy(tree.root.resolve("ringmaster"), folder.resolve("ringmaster"));
    Files.createFile(folder.resolve("ringmaster.jar"));

    assertThat(tree.run(folder, List.of(launcher.toString(), "up")).out())
        .contains("-Dringmaster.home=" + folder, folder + "/ringmaster.jar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"})
  void cache_besideOptionsThatExcludeIt_isNotUsed(String variable) throws Exception {
    tree.jdk("jvm/j", "25", "25+36");
    Files.createFile(tree.cache("25+36"));
    tree.environment.put(variable, "-Dx=y -Xshare:off");

    assertThat(tree.run("up").out()).noneMatch(argument -> argument.contains("AOT"));
  }

  @Test
  void exitCode_isTheProgramsOwn() throws Exception {
    FakeTree.script(tree.jdk("jvm/j", "25").resolve("bin/java"), "exit 17");

    assertThat(tree.run().code()).isEqualTo(17);
  }

  @Test
  void launcher_runsFromAnywhereAndThroughLinks() throws Exception {
    tree.jdk("jvm/j", "25");
    Path links = Files.createDirectory(tree.temp.resolve("links"));
    Files.createSymbolicLink(links.resolve("hop"), Path.of("..", "the tree", "ringmaster"));
    Files.createSymbolicLink(links.resolve("ringmaster"), Path.of("hop"));
    Path folder = Files.createSymbolicLink(tree.temp.resolve("alias"), tree.root);
    tree.environment.put("CDPATH", "/");

    for (List<String> command :
        List.of(
            List.of("links/ringmaster"),
            List.of(links + "/ringmaster"),
            List.of("the tree/ringmaster"),
            List.of(folder + "/ringmaster"),
            List.of("bash", "links/hop"))) {
      FakeTree.Run run = tree.run(tree.temp, command);
      assertThat(run.out()).as("%s", command).contains("-Dringmaster.home=" + tree.home());
    }
    tree.environment.put("PATH", links + ":" + tree.tools);
    assertThat(tree.run(tree.temp, List.of("sh", "-c", "cd / && ringmaster")).out())
        .contains("-Dringmaster.home=" + tree.home());
  }

  @Test
  void firstUse_buildsOnTheJdkFoundAndSaysSo() throws Exception {
    Path jdk = tree.jdk("jvm/j", "25");
    FakeTree.script(jdk.resolve("bin/javac"), "");
    tree.environment.put("JAVA_HOME", tree.jdk("old", "17").toString());
    tree.maven("echo \"$PWD $JAVA_HOME\" > '%s/mvn.args'; touch_built".formatted(tree.temp));
    Files.delete(tree.built());

    FakeTree.Run run = tree.run("up");

    assertThat(run.code()).isZero();
    assertThat(run.err())
        .singleElement()
        .asString()
        .startsWith("Building Ringmaster (the first time takes a minute or two");
    assertThat(run.java()).isEqualTo(tree.java("jvm/j"));
    assertThat(tree.temp.resolve("mvn.args")).content().isEqualTo(tree.root + " " + jdk + "\n");
  }

  @Test
  void build_withAJreOnly_leavesMavenItsOwnJava() throws Exception {
    tree.jdk("jvm/jre", "25");
    tree.environment.put("JAVA_HOME", tree.jdk("old", "17").toString());
    tree.maven("echo \"$JAVA_HOME\" > '%s/mvn.args'; touch_built".formatted(tree.temp));
    Files.delete(tree.built());

    assertThat(tree.run().code()).isZero();
    assertThat(tree.temp.resolve("mvn.args")).hasContent(tree.temp + "/old");
  }

  @Test
  void sources_newerThanTheBuild_areBuiltOnce() throws Exception {
    tree.jdk("jvm/j", "25");
    tree.maven("echo x >> '%s/builds'; touch_built".formatted(tree.temp));
    assertThat(tree.run().err()).isEmpty();

    int builds = 0;
    for (String source : FakeTree.SOURCES) {
      Files.setLastModifiedTime(tree.built(), FileTime.from(FakeTree.BUILT_AT));
      tree.touch(tree.root.resolve(source), FakeTree.BUILT_AT.plusSeconds(10));
      assertThat(tree.run().err()).as(source).hasSize(1);
      assertThat(tree.run().err()).as(source).isEmpty();
      assertThat(Files.readAllLines(tree.temp.resolve("builds"))).as(source).hasSize(++builds);
      tree.touch(tree.root.resolve(source), FakeTree.BUILT_AT.minusSeconds(60));
    }
    Files.setLastModifiedTime(tree.built(), FileTime.from(FakeTree.BUILT_AT));
    Files.delete(tree.root.resolve("operator/src/main/java/Main.java"));
    assertThat(tree.run().err()).as("a source removed").hasSize(1);
  }

  @Test
  void tests_newerThanTheBuild_areNoReason() throws Exception {
    tree.jdk("jvm/j", "25");
    tree.touch(tree.root.resolve("operator/src/test/java/MainTest.java"), Instant.now());
    tree.touch(tree.root.resolve("README.md"), Instant.now());

    assertThat(tree.run().err()).isEmpty();
  }

  @Test
  void layout_withoutSources_isNeverBuilt() throws Exception {
    tree.jdk("jvm/j", "25");
    Files.delete(tree.root.resolve("pom.xml"));
    Files.delete(tree.built());

    assertThat(tree.run().code()).isZero();
  }

  @Test
  void noMaven_whereABuildIsNeeded_isOneLineAndExitTwo() throws Exception {
    tree.jdk("jvm/j", "25");
    Files.delete(tree.built());

    assertFails(
        tree.run(),
        "Maven: found no mvn on the PATH, expected Maven 3.8.7 or newer to build Ringmaster");
  }

  @Test
  void build_thatFails_showsItsFirstErrorsAndWhereTheRestIs() throws Exception {
    tree.jdk("jvm/j", "25");
    Files.delete(tree.built());
    tree.maven("for i in 1 2 3 4 5 6 7; do echo [INFO] $i; echo [ERROR] line $i >&2; done; exit 1");

    FakeTree.Run run = tree.run("up");

    Path log = tree.root.resolve("operator/target/build.log");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().subList(1, run.err().size()))
        .containsExactly(
            "[ERROR] line 1",
            "[ERROR] line 2",
            "[ERROR] line 3",
            "[ERROR] line 4",
            "[ERROR] line 5",
            "ringmaster: the build failed: see " + log);
    assertThat(log).content().contains("[INFO] 7").contains("[ERROR] line 7");
  }

  @Test
  void build_thatFailsWithoutAnError_showsItsEnd() throws Exception {
    tree.jdk("jvm/j", "25");
    Files.delete(tree.built());
    tree.maven("for i in 1 2 3 4 5 6 7; do echo out of memory $i; done; exit 137");

    FakeTree.Run run = tree.run();

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("out of memory 3", "out of memory 7")
        .doesNotContain("out of memory 2");
    assertThat(tree.run().err()).as("tried again").hasSameSizeAs(run.err());
  }

  private static void assertFails(FakeTree.Run run, String message) {
    assertThat(run.err()).containsExactly("ringmaster: " + message);
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(2);
  }
}

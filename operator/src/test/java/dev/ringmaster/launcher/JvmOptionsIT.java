package dev.ringmaster.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher tells a JVM of memory. */
@Timeout(60)
final class JvmOptionsIT {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private FakeTree tree;

  @BeforeEach
  void make() throws Exception {
    tree = new FakeTree(folder.toRealPath());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-Xmx1g", "-Xms1g", "-Xmn1g", "-XX:MaxRAMPercentage=40", "-XX:MaxHeapSize=1g"})
  void heap_ofTheUsersOwn_isLeftAlone(String option) throws Exception {
    tree.jdk("jvm/j", "25");
    tree.environment.put("JDK_JAVA_OPTIONS", "-Dx=y " + option);

    assertThat(tree.run("up").out())
        .contains("-XX:+UseSerialGC")
        .noneMatch(argument -> argument.startsWith("-Xm") || argument.contains("HeapFree"))
        .noneMatch(argument -> argument.contains("paced"));
  }

  @Test
  void heap_thatNobodySpeaksOf_isSmallAndPaced() throws Exception {
    tree.jdk("jvm/j", "25");

    assertThat(tree.run("up").out())
        .contains("-XX:+UseSerialGC", "-Xms16m", "-Dringmaster.heap.paced=true");
  }

  @Test
  void collector_ofTheUsersOwn_isTheOnlyOne() throws Exception {
    tree.jdk("jvm/j", "21");
    tree.environment.put("JAVA_TOOL_OPTIONS", "-XX:+UseZGC");

    assertThat(tree.run("up").out())
        .noneMatch(argument -> argument.contains("GC") || argument.contains("heap"));
  }

  @ParameterizedTest
  @CsvSource({"21, false", "23, false", "24, true", "25, true", "26, true", "27, false"})
  void unsafe_isAllowedWhereTheJdkWouldWarn(String version, boolean allowed) throws Exception {
    tree.jdk("jvm/j", version);

    List<String> arguments = tree.run("up").out();

    assertThat(arguments.contains("--sun-misc-unsafe-memory-access=allow")).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"21, false", "25, true"})
  @EnabledOnOs(OS.LINUX)
  void memory_ofCompilers_isGivenBackWhereTheJdkCan(String version, boolean given)
      throws Exception {
    tree.jdk("jvm/j", version);

    List<String> arguments = tree.run("up").out();

    assertThat(arguments.contains("-XX:TrimNativeHeapInterval=1000")).isEqualTo(given);
  }
}

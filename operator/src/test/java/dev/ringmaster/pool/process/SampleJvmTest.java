package dev.ringmaster.pool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SampleJvmTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void cache_isNamedByTheBuildOfThisJdk() {
    assertThat(SampleJvm.cache(Path.of("/x/sample.jar")))
        .isEqualTo(Path.of("/x/sample-" + System.getProperty("java.runtime.version") + ".aot"));
  }

  @Test
  void cache_isUsedQuietly_whereThereIsOne() throws IOException {
    assumeTrue(SampleJvm.knowsCaches());
    Path jar = folder.resolve("sample.jar");
    assertThat(SampleJvm.command(jar)).noneMatch(flag -> flag.contains("AOT"));

    Path cache = Files.createFile(SampleJvm.cache(jar));
    assertThat(SampleJvm.command(jar))
        .containsSequence("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off")
        .doesNotContain("-Xshare:auto");
  }

  @Test
  void cache_olderThanItsJar_isNotUsed() throws IOException {
    Path jar = Files.createFile(folder.resolve("sample.jar"));
    Path cache = Files.createFile(SampleJvm.cache(jar));
    FileTime made = Files.getLastModifiedTime(jar);
    Files.setLastModifiedTime(cache, FileTime.from(made.toInstant().minusSeconds(1)));

    assertThat(SampleJvm.command(jar)).noneMatch(flag -> flag.contains("AOT"));
  }

  @Test
  void training_runsWithTheFlagsOfEveryStart() {
    Path jar = folder.resolve("sample.jar");

    assertThat(SampleJvm.training(jar, Path.of("/o")))
        .contains("-XX:AOTCacheOutput=/o")
        .containsAll(SampleJvm.command(jar).stream().filter(f -> f.startsWith("-XX:")).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "JAVA_TOOL_OPTIONS, -Dx=y, true",
    "JAVA_TOOL_OPTIONS, -Xshare:off, false",
    "JDK_JAVA_OPTIONS, -XX:SharedArchiveFile=x, false",
    "_JAVA_OPTIONS, -XX:AOTMode=off, false",
    "OTHER, -Xshare:off, true",
  })
  void cache_besideOptionsThatExcludeIt_isNotUsed(String name, String value, boolean allowed) {
    assertThat(SampleJvm.allowsCaches(Map.of(name, value))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "JAVA_TOOL_OPTIONS, -Dx=y -XX:+UseStringDeduplication, true",
    "JDK_JAVA_OPTIONS, -XX:+UseZGC, false",
    "_JAVA_OPTIONS, -Dx=y -XX:+UseG1GC -Dz, false",
    "OTHER, -XX:+UseZGC, true",
  })
  void collector_besideOneOfTheUsersOwn_isNotNamed(String name, String value, boolean allowed) {
    assertThat(SampleJvm.allowsCollector(Map.of(name, value))).isEqualTo(allowed);
  }
}

package dev.ringmaster.pool.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The JVM of a sample server: this process's own JDK, as light as it allows. An AOT cache (JEP 483,
 * 514) is used where the build made one on just this JDK; the JVM passes over one that no longer
 * fits its jar.
 */
public final class SampleJvm {
  /** The first JDK that makes a cache in one step. Older ones refuse to start on the flags. */
  private static final int FIRST_WITH_CACHE = 25;

  /** One compiler, little heap, small stacks, no counters for jstat. */
  private static final List<String> LIGHT =
      List.of("-XX:TieredStopAtLevel=1", "-Xmx64m", "-Xss256k", "-XX:-UsePerfData");

  private static final String COLLECTOR = "-XX:+UseSerialGC";
  private static final Pattern COLLECTORS = Pattern.compile("-XX:\\+Use\\w*GC\\b");

  /** A cache that does not fit is no news. */
  private static final List<String> QUIET = List.of("-Xlog:aot=off", "-Xlog:cds=off");

  private SampleJvm() {}

  /** Runs a jar, with its cache if there is one. */
  public static List<String> command(Path jar) {
    Path cache = cache(jar);
    boolean usable = knowsCaches() && allowsCaches(System.getenv()) && fits(cache, jar);
    List<String> command = java(usable ? "-XX:AOTCache=" + cache : "-Xshare:auto");
    if (usable) {
      command.addAll(QUIET);
    }
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  /** The JVM itself would run the code of before beside a newer jar. */
  private static boolean fits(Path cache, Path jar) {
    return Files.isRegularFile(cache)
        && cache.toFile().lastModified() >= jar.toFile().lastModified();
  }

  /** Runs a jar for the sake of what the JVM then writes at its end. */
  public static List<String> training(Path jar, Path output) {
    List<String> command = java("-XX:AOTCacheOutput=" + output);
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  private static List<String> java(String cacheFlag) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LIGHT);
    if (allowsCollector(System.getenv())) {
      command.add(COLLECTOR);
    }
    command.add(cacheFlag);
    return command;
  }

  /** Beside its jar, named by the build of the JDK, which alone can read it. */
  public static Path cache(Path jar) {
    String name = String.valueOf(jar.getFileName()).replaceFirst("\\.jar$", "");
    return jar.resolveSibling(
        name + "-" + System.getProperty("java.runtime.version").replace('/', '_') + ".aot");
  }

  /** This JDK makes and uses caches. */
  public static boolean knowsCaches() {
    return Runtime.version().feature() >= FIRST_WITH_CACHE;
  }

  /** Options of the user's own that a JVM refuses beside a cache. */
  static boolean allowsCaches(Map<String, String> environment) {
    return options(environment)
        .noneMatch(options ->
            options.contains("-Xshare") || options.contains("Shared") || options.contains("AOT"));
  }

  /** A JVM refuses to start on two. */
  static boolean allowsCollector(Map<String, String> environment) {
    return options(environment).noneMatch(COLLECTORS.asPredicate());
  }

  private static Stream<String> options(Map<String, String> environment) {
    return Stream.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")
        .map(name -> environment.getOrDefault(name, ""));
  }
}

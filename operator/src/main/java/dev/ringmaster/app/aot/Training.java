package dev.ringmaster.app.aot;

import dev.ringmaster.pool.process.SampleJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One short life of a program: start, a few requests, an orderly end. The JVM notes what it loaded
 * and which methods ran, and a child of it writes the cache.
 *
 * @param command to run
 * @param up what the program prints when it serves; its groups are the addresses
 * @param paths that are asked for, at the first address
 * @param engine a Docker engine to rehearse with
 */
record Training(List<String> command, Pattern up, List<String> paths, String engine) {
  private static final Pattern REPLICA_UP = Pattern.compile("listens on (\\S+)");
  private static final Pattern BALANCER_UP =
      Pattern.compile("Ringmaster is up: http://(\\S+) {3}\\(admin http://(\\S+)\\)");

  /** Enough for the methods on a request's way to show; more would make the build slower. */
  private static final int ROUNDS = 50;

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int BOUND_SECONDS = 60;

  static void ofReplica(Path jar) throws IOException {
    Path output = output(jar);
    List<String> paths = List.of("/heartbeat", "/home");
    new Training(SampleJvm.training(jar, output), REPLICA_UP, paths, "").run(jar, output);
  }

  static void ofBalancer(Path home, Path jar) throws IOException {
    Path output = output(jar);
    Path state = Files.createTempDirectory("ringmaster-aot");
    try (MadeUpEngine engine = new MadeUpEngine()) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-XX:AOTCacheOutput=" + output);
      command.addAll(List.of("-XX:+UseSerialGC", "-Dringmaster.home=" + home));
      command.add("-D" + Rehearsal.PROPERTY + "=true");
      command.addAll(List.of("-jar", jar.toString(), "up", "--port", "0", "--admin-port", "0"));
      command.addAll(List.of("--state", state.toString()));
      new Training(command, BALANCER_UP, List.of("/home", "/rep"), engine.host()).run(jar, output);
    } finally {
      delete(state);
    }
  }

  private static Path output(Path jar) {
    Path cache = SampleJvm.cache(jar);
    return cache.resolveSibling(cache.getFileName() + ".new");
  }

  /** The cache takes its place whole. */
  private void run(Path jar, Path output) throws IOException {
    try {
      String last = live();
      if (!Files.exists(output)) {
        throw new IOException(jar.getFileName() + " made none, its last words: " + last);
      }
      Files.move(output, SampleJvm.cache(jar), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(output.resolveSibling(output.getFileName() + ".config"));
    }
  }

  /** Its last words. */
  private String live() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("PORT", "0", "BIND", "127.0.0.1", "DOCKER_HOST", engine));
    // The JVM refuses some of what may be set there beside a cache.
    List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "DOCKER_TLS_VERIFY")
        .forEach(builder.environment()::remove);
    Process process = builder.start();
    CompletableFuture.delayedExecutor(BOUND_SECONDS, TimeUnit.SECONDS).execute(() -> end(process));
    String last = "";
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
        Matcher serving = up.matcher(line);
        if (serving.find()) {
          ask(serving);
          // Not by the process itself, which would close what is still to be read.
          process.toHandle().destroy();
        }
      }
    } finally {
      end(process);
    }
    return last;
  }

  private void ask(Matcher serving) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      for (String path : paths) {
        get(serving.group(1) + path, round);
      }
    }
    if (serving.groupCount() > 1) {
      get(serving.group(2) + "/readyz", 0);
    }
  }

  private static void get(String url, int round) throws IOException {
    HttpURLConnection request =
        (HttpURLConnection) URI.create("http://" + url).toURL().openConnection();
    request.setRequestProperty("X-User-Id", "user" + round);
    request.setConnectTimeout(TIMEOUT_MILLIS);
    request.setReadTimeout(TIMEOUT_MILLIS);
    try (InputStream body = request.getInputStream()) {
      body.readAllBytes();
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
